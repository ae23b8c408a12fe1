namespace HelpdeskMail.Mail.Imap;

/// <summary>Messages asked for in one command; those that have come are taken out.</summary>
internal sealed class FetchBatch(bool whole)
{
    public bool Whole => whole;

    public Dictionary<uint, FetchItems> Messages { get; } = [];

    public string Tag { get; set; } = "";

    public ImapStatus? Refusal { get; set; }
}
