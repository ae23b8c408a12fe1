using HelpdeskMail.Fetch.Watching;

namespace HelpdeskMail.Fetch.Mailboxes;

/// <summary>A worker at its work, which ends with the replica's term.</summary>
internal sealed class RunningMailbox : IAsyncDisposable
{
    private readonly CancellationTokenSource stop;
    private int heardOf;
    private DateTimeOffset lastWish;

    public RunningMailbox(MailboxWorker worker, CancellationToken term, CancellationToken stopping)
    {
        Worker = worker;
        stop = CancellationTokenSource.CreateLinkedTokenSource(term, stopping);
        Task = System.Threading.Tasks.Task.Run(() => worker.RunAsync(stop.Token), CancellationToken.None);
    }

    /// <summary>The worker.</summary>
    public MailboxWorker Worker { get; }

    /// <summary>Its mailbox.</summary>
    public WatchedMailbox Watched => Worker.Watched;

    /// <summary>Its run.</summary>
    public Task Task { get; }

    /// <summary>True the first time a revision is heard of, so that the settings are asked for once and not in every round.</summary>
    public bool HearOf(int revision)
    {
        var isNew = revision > heardOf;
        heardOf = Math.Max(heardOf, revision);
        return isNew;
    }

    /// <summary>True once for each wish to look at the mailbox. Any other time than the last is a new wish: the database's clock may have been set back in between.</summary>
    public bool IsNewWish(DateTimeOffset wantedAt)
    {
        var isNew = wantedAt != lastWish;
        lastWish = wantedAt;
        return isNew;
    }

    /// <summary>Stops the worker and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }
}
