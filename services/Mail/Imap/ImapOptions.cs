namespace HelpdeskMail.Mail.Imap;

/// <summary>Choices for an IMAP connection.</summary>
public sealed record ImapOptions
{
    /// <summary>Whether to use COMPRESS=DEFLATE (RFC 4978) where it is offered. False: it saves a third of the way and costs more time than that in one data centre.</summary>
    public bool Compress { get; init; }

    /// <summary>How the client introduces itself (RFC 2971), which some servers insist on (163.com and 126.com, with the name, a version and a vendor); null for not at all.</summary>
    public string? ClientName { get; init; } = "HelpdeskMail";
}
