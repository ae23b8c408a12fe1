namespace HelpdeskMail.Fetch.Leases;

/// <summary>
/// Says every five seconds that this replica is alive, whatever else it is busy with. When it could not say so in time, everything it holds is over, and it begins again under a new name.
/// </summary>
internal sealed partial class ReplicaHeartbeat(LeaseTable leases, TimeProvider time, ILogger<ReplicaHeartbeat> logger) : BackgroundService
{
    private volatile ReplicaTerm? term;

    /// <summary>The present term; null before the first.</summary>
    public ReplicaTerm? Term => term;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (term is { } last)
        {
            await last.EndAsync();
            try
            {
                await leases.LeaveAsync(last.Holder, CancellationToken.None);
            }
            catch (Npgsql.NpgsqlException exception)
            {
                LogMissed(logger, exception);
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await BeatAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogMissed(logger, exception);
            }

            await Task.Delay(LeaseTable.Renewal, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task BeatAsync(CancellationToken cancellation)
    {
        var asked = time.GetTimestamp();
        if (term is { Token.IsCancellationRequested: false } present)
        {
            if (await leases.HoldOnAsync(present.Holder, cancellation))
            {
                present.RenewedSince(asked);
                return;
            }

            await present.EndAsync();
        }

        var holder = Guid.CreateVersion7();
        asked = time.GetTimestamp();
        await leases.EnterAsync(holder, cancellation);
        term = new ReplicaTerm(holder, asked, time);
    }

    [LoggerMessage(EventId = 70, EventName = "replica.missed_beat", Level = LogLevel.Warning, Message = "This replica could not say that it is alive; its mailboxes go to others if that stays")]
    private static partial void LogMissed(ILogger logger, Exception exception);
}
