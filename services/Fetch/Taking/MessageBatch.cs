namespace HelpdeskMail.Fetch.Taking;

/// <summary>Messages that are settled together: small ones in memory, to be stored in one transaction, and those that were settled by themselves meanwhile.</summary>
internal sealed class MessageBatch(MemoryBudget budget) : IDisposable
{
    /// <summary>Messages at most.</summary>
    public const int MostMessages = 200;

    /// <summary>Bytes in memory, after which a batch is on its way: large enough that the disk is waited for seldom. The MailStore takes twice as many at once.</summary>
    public const int EnoughBytes = 4 * 1024 * 1024;

    private long taken;
    private long bytes;

    /// <summary>Those in memory.</summary>
    public List<BufferedMessage> Buffered { get; } = [];

    /// <summary>Those that are settled.</summary>
    public List<SettledMessage> Settled { get; } = [];

    /// <summary>Whether there is anything in it.</summary>
    public bool IsEmpty => Buffered.Count + Settled.Count == 0;

    /// <summary>Whether it should be on its way. What its messages really have counts beside what their server said of them.</summary>
    public bool IsFull => Math.Max(taken, bytes) >= EnoughBytes || Buffered.Count + Settled.Count >= MostMessages;

    /// <summary>Puts a message into it.</summary>
    public void Add(BufferedMessage message)
    {
        Buffered.Add(message);
        bytes += message.Length;
    }

    /// <summary>Takes memory for one more message if there is any.</summary>
    public bool TryTake(long size)
    {
        if (!budget.TryTake(size))
        {
            return false;
        }

        taken += size;
        return true;
    }

    /// <summary>Waits for memory; only while nothing is in this batch.</summary>
    public async Task TakeAsync(long size, CancellationToken cancellation)
    {
        await budget.TakeAsync(size, cancellation);
        taken += size;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Buffered.ForEach(message => message.Release());
        Buffered.Clear();
        budget.Return(taken);
        taken = 0;
    }
}
