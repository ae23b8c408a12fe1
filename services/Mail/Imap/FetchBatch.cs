namespace HelpdeskMail.Mail.Imap;

/// <summary>Messages asked for in one command: what they are, or the messages themselves.</summary>
/// <param name="kind">What is asked.</param>
/// <param name="asked">Description: the UIDs asked about, ascending.</param>
internal sealed class FetchBatch(FetchKind kind, List<uint>? asked = null)
{
    public FetchKind Kind => kind;

    /// <summary>Description: the UIDs asked about, ascending. None for bodies.</summary>
    public List<uint> Asked { get; } = asked ?? [];

    /// <summary>By UID. Bodies: those that are still to come. Description: those that were told of.</summary>
    public Dictionary<uint, FetchItems> Messages { get; } = [];

    public string Tag { get; set; } = "";

    /// <summary>The no that ended it; null for a yes.</summary>
    public ImapStatus? Refusal { get; set; }

    /// <summary>Takes in what is told of a message, if it was asked about; servers may tell of one in several answers.</summary>
    public void Describe(FetchItems items)
    {
        if (items.Uid is { } uid && Asked.BinarySearch(uid) >= 0 && !Messages.TryAdd(uid, items))
        {
            Messages[uid].Add(items);
        }
    }
}
