namespace HelpdeskMail.Mail.Smtp;

/// <summary>Choices for an SMTP connection.</summary>
public sealed record SmtpOptions
{
    /// <summary>How the client names itself in EHLO: a host name or an address literal. Null: this machine's name if it has a domain, else the address of the connection in brackets.</summary>
    public string? ClientName { get; init; }

    /// <summary>Speak LMTP (RFC 2033): an answer for each recipient after the message.</summary>
    public bool Lmtp { get; init; }

    /// <summary>Send the message in chunks (RFC 3030, BDAT) where the server offers it: no dots to double, but some virus scanners before servers do not know it, and then refuse the message. False.</summary>
    public bool Chunking { get; init; }
}
