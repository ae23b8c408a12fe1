using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.Fetch.Watching;

namespace HelpdeskMail.Fetch.Mailboxes;

/// <summary>A worker at its work, which ends when its lease does: by this replica's own monotonic clock, counted from before the renewal was asked for.</summary>
internal sealed class RunningMailbox : IAsyncDisposable
{
    private readonly CancellationTokenSource expiry;
    private readonly CancellationTokenSource stop;
    private readonly TimeProvider time;
    private int heardOf;
    private DateTimeOffset lastWish;

    public RunningMailbox(MailboxWorker worker, long claimedSince, TimeProvider time, CancellationToken stopping)
    {
        this.time = time;
        Worker = worker;
        expiry = new CancellationTokenSource(LeaseTable.Length, time);
        RenewedSince(claimedSince);
        stop = CancellationTokenSource.CreateLinkedTokenSource(stopping, expiry.Token);
        Task = System.Threading.Tasks.Task.Run(() => worker.RunAsync(stop.Token), CancellationToken.None);
    }

    /// <summary>The worker.</summary>
    public MailboxWorker Worker { get; }

    /// <summary>Its mailbox.</summary>
    public WatchedMailbox Watched => Worker.Watched;

    /// <summary>Its run.</summary>
    public Task Task { get; }

    /// <summary>The lease was renewed by a statement that began at that timestamp.</summary>
    public void RenewedSince(long timestamp)
    {
        var left = LeaseTable.Length - time.GetElapsedTime(timestamp);
        expiry.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    /// <summary>True the first time a revision is heard of, so that the settings are asked for once and not in every round.</summary>
    public bool HearOf(int revision)
    {
        var isNew = revision > heardOf;
        heardOf = Math.Max(heardOf, revision);
        return isNew;
    }

    /// <summary>True once for each wish to look at the mailbox.</summary>
    public bool IsNewWish(DateTimeOffset wantedAt)
    {
        var isNew = wantedAt > lastWish;
        lastWish = wantedAt > lastWish ? wantedAt : lastWish;
        return isNew;
    }

    /// <summary>Stops the worker and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
        expiry.Dispose();
    }
}
