using HelpdeskMail.Reply.Queue;

namespace HelpdeskMail.Reply.Sending;

/// <summary>An attempt under way, cancelled when its claim ends by this replica's own monotonic clock.</summary>
internal sealed class RunningAttempt : IDisposable
{
    private readonly TimeProvider time;
    private readonly CancellationTokenSource expiry;
    private readonly CancellationTokenSource linked;

    public RunningAttempt(long claimedSince, TimeProvider time, CancellationToken stopping)
    {
        this.time = time;
        expiry = new CancellationTokenSource(QueueTable.ClaimLength, time);
        linked = CancellationTokenSource.CreateLinkedTokenSource(stopping, expiry.Token);
        RenewedSince(claimedSince);
    }

    /// <summary>The attempt itself.</summary>
    public Task Task { get; set; } = Task.CompletedTask;

    /// <summary>Ends the attempt.</summary>
    public CancellationToken Cancellation => linked.Token;

    /// <summary>The claim was renewed by a statement that began at that timestamp.</summary>
    public void RenewedSince(long timestamp)
    {
        var left = QueueTable.ClaimLength - time.GetElapsedTime(timestamp);
        try
        {
            expiry.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
        catch (ObjectDisposedException)
        {
            // It has ended meanwhile.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        linked.Dispose();
        expiry.Dispose();
    }
}
