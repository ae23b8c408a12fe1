namespace HelpdeskMail.Mail.Imap;

/// <summary>
/// Which messages are asked about next, and what to do when the server will not tell: one message that it cannot read (Exchange reckons the size of some by converting them) must not keep the others of the same command away.
/// </summary>
internal sealed class Descriptions
{
    // So many refusals one after the other are no matter of single messages.
    private const int MostRefusals = 20;

    private readonly Queue<List<uint>> waiting = [];
    private bool anyTold;

    /// <summary>Begins.</summary>
    /// <param name="wanted">UIDs, ascending.</param>
    /// <param name="most">Messages in one command, at most.</param>
    public Descriptions(List<uint> wanted, int most)
    {
        var at = 0;
        foreach (var (_, count) in UidSet.Write(wanted, most))
        {
            waiting.Enqueue(wanted.GetRange(at, count));
            at += count;
        }
    }

    /// <summary>Messages that the server will not tell of even alone, with what it says instead.</summary>
    public List<(uint Uid, ImapStatus Refusal)> Refused { get; } = [];

    /// <summary>What to ask next; null when all was asked.</summary>
    public FetchBatch? Next() => waiting.TryDequeue(out var uids) ? new FetchBatch(FetchKind.Description, uids) : null;

    /// <summary>A question was refused: those it did not tell of are asked about again in halves, down to the one that is the cause. False when it is no use.</summary>
    public bool TryWithout(FetchBatch refused)
    {
        anyTold |= refused.Messages.Count > 0;
        var untold = refused.Asked.FindAll(uid => !refused.Messages.ContainsKey(uid));
        if (refused.Asked.Count == 1)
        {
            Refused.Add((refused.Asked[0], refused.Refusal!));
        }
        else if (untold.Count > 0)
        {
            var half = (untold.Count + 1) / 2;
            waiting.Enqueue(untold.GetRange(0, half));
            if (half < untold.Count)
            {
                waiting.Enqueue(untold.GetRange(half, untold.Count - half));
            }
        }

        return anyTold || Refused.Count < MostRefusals;
    }
}
