namespace HelpdeskMail.Mail.Imap;

/// <summary>Messages asked for in one command: what they are, or the messages themselves.</summary>
internal sealed class FetchBatch(FetchKind kind)
{
    public FetchKind Kind => kind;

    /// <summary>By UID. Bodies: those that are still to come. Description: those that were told of.</summary>
    public Dictionary<uint, FetchItems> Messages { get; } = [];

    public string Tag { get; set; } = "";

    public ImapStatus? Refusal { get; set; }
}
