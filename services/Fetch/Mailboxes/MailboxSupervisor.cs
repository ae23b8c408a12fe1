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
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogRoundFailed(logger, exception);
            }

            if (!more)
            {
                using var ended = CancellationTokenSource.CreateLinkedTokenSource(woken, stoppingToken);
                await Task.Delay(term is null ? BeforeFirstTerm : LeaseTable.Renewal, time, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(running.Values.ToList().Select(StopAsync));
    }

    /// <summary>One round; true when there is more to take at once.</summary>
    private async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        if (heartbeat.Term is not { Token.IsCancellationRequested: false } present)
        {
            return false;
        }

        if (term != present)
        {
            await Task.WhenAll(running.Values.ToList().Select(StopAsync));
            term = present;
        }

        await FollowNewsAsync(cancellation);
        await RefreshAsync(cancellation);
        await FollowSettingsAsync();
        var more = await ShareAsync(cancellation);
        await Task.WhenAll(running.Values.Select(mailbox => mailbox.Worker.RepeatAsync(cancellation)));
        return more;
    }

    private async Task FollowNewsAsync(CancellationToken cancellation)
    {
        var held = running.Count == await leases.CountHeldAsync(term!.Holder, cancellation) ? null : await leases.FindHeldAsync(term.Holder, cancellation);
        foreach (var mailbox in running.Values.Where(mailbox => mailbox.Task.IsCompleted || (held is not null && held.GetValueOrDefault(mailbox.Watched.Id) != mailbox.Watched.Lease.Fence)).ToList())
        {
            await StopAsync(mailbox);
        }

        foreach (var news in await leases.FindNewsAsync(term.Holder, cancellation))
        {
            if (!running.TryGetValue(news.SystemEmailId, out var mailbox))
            {
                continue;
            }

            if (news.Paused)
            {
                await StopAsync(mailbox);
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
    private async Task FollowSettingsAsync()
    {
        if (directory.Known is not { } known)
        {
            return;
        }

        var changed = running.Values.Where(mailbox =>
            known.GetValueOrDefault(mailbox.Watched.Id) is not { } settings || !SystemEmailDirectory.IsToFetch(settings) || settings.Revision != mailbox.Watched.Settings.Revision).ToList();
        await Task.WhenAll(changed.Select(StopAsync));
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
            await Task.WhenAll(running.Values.Take(Math.Min(MostARound, running.Count - share)).ToList().Select(StopAsync));
            return false;
        }

        var free = all.Keys.Where(id => !running.ContainsKey(id)).ToList();
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

    private async Task StopAsync(RunningMailbox mailbox)
    {
        running.Remove(mailbox.Watched.Id);
        metrics.Working(-1);
        await mailbox.DisposeAsync();
        try
        {
            await leases.ReleaseAsync(mailbox.Watched.Lease, CancellationToken.None);
        }
        catch (Npgsql.NpgsqlException exception)
        {
            LogNotReleased(logger, mailbox.Watched.Settings.Address, exception);
        }
    }

    [LoggerMessage(EventId = 60, EventName = "mailbox.taken", Level = LogLevel.Information, Message = "{Mailbox}: working it now (hand-over {Fence})")]
    private static partial void LogTaken(ILogger logger, string mailbox, long fence);

    [LoggerMessage(EventId = 61, EventName = "mailboxes.round_failed", Level = LogLevel.Warning, Message = "The mailboxes could not be looked after; trying again")]
    private static partial void LogRoundFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 62, EventName = "mailbox.not_released", Level = LogLevel.Warning, Message = "{Mailbox}: could not be given back; its lease runs out by itself")]
    private static partial void LogNotReleased(ILogger logger, string mailbox, Exception exception);
}
