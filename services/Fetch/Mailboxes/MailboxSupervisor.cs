using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.Fetch.SystemEmails;
using HelpdeskMail.Fetch.Telemetry;
using HelpdeskMail.Fetch.Watching;

namespace HelpdeskMail.Fetch.Mailboxes;

/// <summary>
/// Keeps this replica's share of the mailboxes working: takes mailboxes that nobody works, restarts those whose settings have changed, gives back those that are paused or gone and those that are
/// more than its share. When this replica's term is over every worker has stopped by itself.
/// </summary>
internal sealed partial class MailboxSupervisor(
    SystemEmailDirectory directory, LeaseTable leases, ReplicaHeartbeat heartbeat, IServiceProvider services, FetchMetrics metrics, TimeProvider time, ILogger<MailboxSupervisor> logger)
    : BackgroundService
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BeforeFirstTerm = TimeSpan.FromMilliseconds(50);

    /// <summary>Mailboxes taken on, or given back to others, in one round.</summary>
    private const int MostARound = 500;

    private readonly Dictionary<Guid, RunningMailbox> running = [];

    // A worker whose server is silent takes minutes to end; the others are not kept waiting for it, and its mailbox is not taken on again before.
    private readonly Dictionary<Guid, Task> ending = [];
    private readonly WakeUp wakeUp = new();
    private volatile bool refresh = true;
    private ReplicaTerm? term;
    private long refreshedAt;

    /// <summary>Has it look at its share now.</summary>
    /// <param name="refresh">Whether the list of system emails is read again first.</param>
    public void Wake(bool refresh = false)
    {
        if (refresh)
        {
            this.refresh = true;
        }

        wakeUp.Call();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var woken = wakeUp.Arm();
            var more = false;
            try
            {
                more = await RoundAsync(stoppingToken);
            }
            catch (Exception exception)
            {
                // A round that the stop itself has broken off must not end this before the workers have ended: what they hold is given to others next.
                if (!stoppingToken.IsCancellationRequested)
                {
                    LogRoundFailed(logger, exception);
                }
            }

            if (!more)
            {
                using var ended = CancellationTokenSource.CreateLinkedTokenSource(woken, stoppingToken);
                await Task.Delay(term is null ? BeforeFirstTerm : LeaseTable.Renewal, time, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        StopAll(running.Values);
        await Task.WhenAll(ending.Values);
    }

    /// <summary>One round; true when there is more to take at once.</summary>
    private async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        if (heartbeat.Term is not { Token.IsCancellationRequested: false } present)
        {
            return false;
        }

        foreach (var ended in ending.Where(one => one.Value.IsCompleted).ToList())
        {
            ending.Remove(ended.Key);
            await ended.Value;
        }

        if (term != present)
        {
            StopAll(running.Values);
            term = present;
        }

        await FollowNewsAsync(cancellation);
        await RefreshAsync(cancellation);
        FollowSettings();
        var more = await ShareAsync(cancellation);
        await Task.WhenAll(running.Values.Select(mailbox => mailbox.Worker.RepeatAsync(cancellation)));
        return more;
    }

    private async Task FollowNewsAsync(CancellationToken cancellation)
    {
        StopAll(running.Values.Where(mailbox => mailbox.Task.IsCompleted));
        var (all, unpaused) = await leases.CountHeldAsync(term!.Holder, cancellation);
        if (running.Count != unpaused || running.Count + ending.Count != all)
        {
            await CompareAsync(cancellation);
        }

        foreach (var news in await leases.FindNewsAsync(term.Holder, cancellation))
        {
            if (!running.TryGetValue(news.SystemEmailId, out var mailbox))
            {
                continue;
            }

            if (news.Paused)
            {
                StopAll([mailbox]);
                continue;
            }

            if (news.SettingsRevision > mailbox.Watched.Settings.Revision && mailbox.HearOf(news.SettingsRevision))
            {
                refresh = true;
            }

            if (news.WantedAt is { } wanted && mailbox.IsNewWish(wanted))
            {
                mailbox.Worker.LookNow();
            }
        }
    }

    /// <summary>Stops what is no longer ours or was paused, and gives back what is ours by the database's word alone: it could not be given back when its worker ended.</summary>
    private async Task CompareAsync(CancellationToken cancellation)
    {
        var held = (await leases.FindHeldAsync(term!.Holder, cancellation)).ToDictionary(mailbox => mailbox.Lease.SystemEmailId);
        StopAll(running.Values.Where(mailbox => held.GetValueOrDefault(mailbox.Watched.Id) is not { Paused: false } known || known.Lease.Fence != mailbox.Watched.Lease.Fence));
        foreach (var left in held.Values.Where(mailbox => !running.ContainsKey(mailbox.Lease.SystemEmailId) && !ending.ContainsKey(mailbox.Lease.SystemEmailId)))
        {
            await leases.ReleaseAsync(left.Lease, cancellation);
        }
    }

    private async Task RefreshAsync(CancellationToken cancellation)
    {
        if (refresh || directory.Known is null || time.GetElapsedTime(refreshedAt) >= RefreshInterval)
        {
            refresh = false;
            if (!await directory.RefreshAsync(cancellation))
            {
                refresh = true;
            }

            refreshedAt = time.GetTimestamp();
        }
    }

    /// <summary>Restarts a worker whose settings have changed; its successor connects anew and with the new settings.</summary>
    private void FollowSettings()
    {
        if (directory.Known is not { } known)
        {
            return;
        }

        StopAll(running.Values.Where(mailbox =>
            known.GetValueOrDefault(mailbox.Watched.Id) is not { } settings || !SystemEmailDirectory.IsToFetch(settings) || settings.Revision != mailbox.Watched.Settings.Revision));
    }

    /// <summary>Takes up to this replica's share of all mailboxes, and gives back what is more than that. A little above the share is kept, so that nothing goes to and fro.</summary>
    private async Task<bool> ShareAsync(CancellationToken cancellation)
    {
        var all = directory.ToFetch.ToDictionary(email => email.Id);
        var replicas = await leases.CountReplicasAsync(cancellation);
        var share = (all.Count + replicas - 1) / replicas;
        var most = share + Math.Max(1, share / 20);
        if (replicas > 1 && running.Count > most)
        {
            StopAll(running.Values.Take(Math.Min(MostARound, running.Count - share)));
            return false;
        }

        var free = all.Keys.Where(id => !running.ContainsKey(id) && !ending.ContainsKey(id)).ToList();
        var claimed = await leases.ClaimAsync(term!.Holder, free, Math.Min(MostARound, most - running.Count), cancellation);
        foreach (var lease in claimed)
        {
            var settings = all[lease.SystemEmailId];
            var worker = ActivatorUtilities.CreateInstance<MailboxWorker>(services, new WatchedMailbox(settings, lease));
            running[lease.SystemEmailId] = new RunningMailbox(worker, term.Token, cancellation);
            metrics.Working(1);
            LogTaken(logger, settings.Address, lease.Fence);
        }

        return claimed.Count == MostARound;
    }

    private void StopAll(IEnumerable<RunningMailbox> mailboxes)
    {
        foreach (var mailbox in mailboxes.ToList())
        {
            running.Remove(mailbox.Watched.Id);
            ending[mailbox.Watched.Id] = StopAsync(mailbox);
        }
    }

    private async Task StopAsync(RunningMailbox mailbox)
    {
        await mailbox.DisposeAsync();
        metrics.Working(-1);
        try
        {
            await leases.ReleaseAsync(mailbox.Watched.Lease, CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogNotReleased(logger, mailbox.Watched.Settings.Address, exception);
        }

        wakeUp.Call();
    }

    [LoggerMessage(EventId = 60, EventName = "mailbox.taken", Level = LogLevel.Information, Message = "{Mailbox}: working it now (hand-over {Fence})")]
    private static partial void LogTaken(ILogger logger, string mailbox, long fence);

    [LoggerMessage(EventId = 61, EventName = "mailboxes.round_failed", Level = LogLevel.Warning, Message = "The mailboxes could not be looked after; trying again")]
    private static partial void LogRoundFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 62, EventName = "mailbox.not_released", Level = LogLevel.Warning, Message = "{Mailbox}: could not be given back now; it is tried again")]
    private static partial void LogNotReleased(ILogger logger, string mailbox, Exception exception);
}
