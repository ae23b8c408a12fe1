using HelpdeskMail.Reply.Queue;

namespace HelpdeskMail.Reply.Sending;

/// <summary>
/// An attempt under way, cancelled when its claim ends by this replica's own clocks: the monotonic one, which stands still while a machine is suspended, and the wall clock, which does not. A wall clock that is put
/// forward ends an attempt too early, which sends nothing twice.
/// </summary>
internal sealed class RunningAttempt : IDisposable
{
    private readonly TimeProvider time;
    private readonly CancellationTokenSource expiry;
    private readonly CancellationTokenSource linked;
    private readonly CancellationTokenSource waiting;
    private volatile Renewal renewal;

    /// <summary>Begins.</summary>
    /// <param name="claimedSince">Timestamp before the claim was made.</param>
    /// <param name="slot">Its place in its mailbox's line.</param>
    /// <param name="time">The clocks.</param>
    /// <param name="closing">Ends the wait for its turn.</param>
    /// <param name="stopping">Ends the attempt itself.</param>
    public RunningAttempt(long claimedSince, MailboxSlots.Slot slot, TimeProvider time, CancellationToken closing, CancellationToken stopping)
    {
        (this.time, Slot, ClaimedSince) = (time, slot, claimedSince);
        expiry = new CancellationTokenSource(QueueTable.ClaimLength, time);
        linked = CancellationTokenSource.CreateLinkedTokenSource(stopping, expiry.Token);
        waiting = CancellationTokenSource.CreateLinkedTokenSource(closing, linked.Token);
        renewal = new Renewal(claimedSince, time.GetUtcNow() - time.GetElapsedTime(claimedSince));
        RenewedSince(claimedSince);
    }

    /// <summary>The attempt itself.</summary>
    public Task Task { get; set; } = Task.CompletedTask;

    /// <summary>Its place in its mailbox's line.</summary>
    public MailboxSlots.Slot Slot { get; }

    /// <summary>Timestamp before the claim was made.</summary>
    public long ClaimedSince { get; }

    /// <summary>The row says «sending», and what was tried has sent nothing: whatever breaks now, nobody has the reply.</summary>
    public bool SentNothing { get; set; }

    /// <summary>Ends the attempt.</summary>
    public CancellationToken Cancellation => linked.Token;

    /// <summary>Ends the wait for its turn.</summary>
    public CancellationToken Waiting => waiting.Token;

    /// <summary>The claim was renewed by a statement that began at that timestamp.</summary>
    public void RenewedSince(long timestamp)
    {
        var passed = time.GetElapsedTime(timestamp);
        renewal = new Renewal(timestamp, time.GetUtcNow() - passed);
        var left = QueueTable.ClaimLength - passed;
        try
        {
            expiry.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
        catch (ObjectDisposedException)
        {
            // It has ended meanwhile.
        }
    }

    /// <summary>Looks at the clocks themselves: a process that stood still finds its timers late.</summary>
    /// <exception cref="OperationCanceledException">The claim has ended.</exception>
    public void ThrowIfOver()
    {
        var last = renewal;
        if (time.GetElapsedTime(last.Timestamp) >= QueueTable.ClaimLength || time.GetUtcNow() - last.At >= QueueTable.ClaimLength)
        {
            expiry.Cancel();
        }

        Cancellation.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Slot.Dispose();
        waiting.Dispose();
        linked.Dispose();
        expiry.Dispose();
    }

    private sealed record Renewal(long Timestamp, DateTimeOffset At);
}
