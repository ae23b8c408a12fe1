using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.Fetch.SystemEmails;
using HelpdeskMail.Fetch.Telemetry;
using HelpdeskMail.Fetch.Watching;

namespace HelpdeskMail.Fetch.Mailboxes;

/// <summary>
/// Keeps this replica's share of the mailboxes working: renews its leases, takes mailboxes that nobody works, restarts those whose settings have changed
/// and gives back those that are paused or gone. Each worker stops by itself when its lease could not be renewed in time.
/// </summary>
internal sealed partial class MailboxSupervisor(
    SystemEmailDirectory directory, LeaseTable leases, IServiceProvider services, FetchMetrics metrics, TimeProvider time, ILogger<MailboxSupervisor> logger)
    : BackgroundService
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(1);

    /// <summary>Mailboxes taken on in one round; the rest is left to other replicas for a moment, so that they share.</summary>
    private const int ClaimsARound = 50;

    private readonly Guid holder = Guid.CreateVersion7();
    private readonly Dictionary<Guid, RunningMailbox> running = [];
    private readonly WakeUp wakeUp = new();
    private volatile bool refresh = true;
    private long refreshedAt;

    /// <summary>Has it look at its share now.</summary>
    /// <param name="refresh">Whether the list of system emails is read again first.</param>
    public void Wake(bool refresh = false)
    {
        this.refresh |= refresh;
        wakeUp.Call();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var woken = wakeUp.Arm();
            try
            {
                await RoundAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogRoundFailed(logger, exception);
            }

            using var ended = CancellationTokenSource.CreateLinkedTokenSource(woken, stoppingToken);
            await Task.Delay(LeaseTable.Renewal, time, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(running.Values.ToList().Select(StopAsync));
    }

    private async Task RoundAsync(CancellationToken cancellation)
    {
        var asked = time.GetTimestamp();
        var renewed = (await leases.RenewAsync(holder, cancellation)).ToDictionary(lease => lease.SystemEmailId);
        foreach (var mailbox in running.Values.ToList())
        {
            if (!mailbox.Task.IsCompleted && renewed.TryGetValue(mailbox.Watched.Id, out var lease) && lease.Fence == mailbox.Watched.Lease.Fence)
            {
                mailbox.RenewedSince(asked);
                refresh |= lease.SettingsRevision > mailbox.Watched.Settings.Revision && mailbox.HearOf(lease.SettingsRevision);
                if (lease.WantedAt is { } wanted && mailbox.IsNewWish(wanted))
                {
                    mailbox.Worker.LookNow();
                }
            }
            else
            {
                await StopAsync(mailbox);
            }
        }

        await RefreshAsync(cancellation);
        await FollowSettingsAsync();
        await ClaimAsync(cancellation);
    }

    private async Task RefreshAsync(CancellationToken cancellation)
    {
        if (refresh || directory.Known is null || time.GetElapsedTime(refreshedAt) >= RefreshInterval)
        {
            refresh = false;
            await directory.RefreshAsync(cancellation);
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

        foreach (var mailbox in running.Values.ToList())
        {
            var settings = known.GetValueOrDefault(mailbox.Watched.Id);
            if (settings is null || !SystemEmailDirectory.IsToFetch(settings) || settings.Revision != mailbox.Watched.Settings.Revision)
            {
                await StopAsync(mailbox);
            }
        }
    }

    private async Task ClaimAsync(CancellationToken cancellation)
    {
        var free = directory.ToFetch.Where(email => !running.ContainsKey(email.Id)).ToDictionary(email => email.Id);
        var asked = time.GetTimestamp();
        foreach (var lease in await leases.ClaimAsync(holder, [.. free.Keys.Take(ClaimsARound)], cancellation))
        {
            var settings = free[lease.SystemEmailId];
            var watched = new WatchedMailbox(settings, lease);
            running[lease.SystemEmailId] = new RunningMailbox(ActivatorUtilities.CreateInstance<MailboxWorker>(services, watched), asked, time, cancellation);
            metrics.Working(1);
            LogTaken(logger, settings.Address, lease.Fence);
        }
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
