namespace HelpdeskMail.Mail.Examining;

/// <summary>The protocol a server is expected to speak.</summary>
public enum MailLanguage
{
    /// <summary>IMAP.</summary>
    Imap,

    /// <summary>POP3.</summary>
    Pop3,

    /// <summary>SMTP submission.</summary>
    Smtp,
}
