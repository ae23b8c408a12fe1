namespace HelpdeskMail.Fetch.Leases;

/// <summary>The time during which this replica may work mailboxes under one name. It ends by the replica's own monotonic clock, counted from before each renewal was asked for.</summary>
internal sealed class ReplicaTerm : IDisposable
{
    private readonly CancellationTokenSource expiry;
    private readonly TimeProvider time;

    public ReplicaTerm(Guid holder, long enteredSince, TimeProvider time)
    {
        Holder = holder;
        this.time = time;
        expiry = new CancellationTokenSource(LeaseTable.Length, time);
        RenewedSince(enteredSince);
    }

    /// <summary>The name.</summary>
    public Guid Holder { get; }

    /// <summary>Cancelled at the end.</summary>
    public CancellationToken Token => expiry.Token;

    /// <summary>It was renewed by a statement that began at that timestamp.</summary>
    public void RenewedSince(long timestamp)
    {
        var left = LeaseTable.Length - time.GetElapsedTime(timestamp);
        expiry.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    /// <summary>Ends it.</summary>
    public Task EndAsync() => expiry.CancelAsync();

    /// <inheritdoc/>
    public void Dispose() => expiry.Dispose();
}
