namespace HelpdeskMail.Mail.Failures;

/// <summary>Who can mend a failure.</summary>
public enum FailureMender
{
    /// <summary>Nobody has to: trying again later, or with a fresh token, is the cure.</summary>
    Retry,

    /// <summary>Whoever links the mailbox here: address, password, certificate, consent.</summary>
    MailboxAdmin,

    /// <summary>Whoever runs the mail server or the tenant.</summary>
    ServerAdmin,

    /// <summary>Whoever wrote the message: recipient, size.</summary>
    Sender,

    /// <summary>The server breaks the protocol, or we do.</summary>
    Developer,
}
