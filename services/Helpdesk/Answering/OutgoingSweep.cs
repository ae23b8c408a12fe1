using Dapper;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.ServiceDefaults.Repeating;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>Announces replies again that the Reply service has not answered for: after 30 seconds, then at growing distances up to half an hour. Lets go of mails about accounts whose links are void.</summary>
public sealed partial class OutgoingSweep(NpgsqlDataSource database, OutgoingNudge nudge, AccountMails mails, TimeProvider time, ILogger<OutgoingSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>Announces what is due, once.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var due = (await connection.QueryAsync<Guid>(
            """
            update outgoing set nudges = nudges + 1, nudge_at = @now::timestamptz + least(interval '30 minutes', interval '30 seconds' * power(2, least(nudges, 10)))
            where reply_id in (
              select reply_id from outgoing where nudge_at <= @now and not superseded order by nudge_at limit 100 for update skip locked)
            returning reply_id
            """,
            new { now = time.GetUtcNow() })).AsList();
        foreach (var reply in due)
        {
            await nudge.TrySendAsync(reply, cancellation);
        }

        return due.Count;
    }

    private async Task SweepAllAsync(CancellationToken cancellation)
    {
        await SweepAsync(cancellation);
        await mails.ForgetAsync(cancellation);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Repeat.EveryAsync(Pause, time, SweepAllAsync, exception => LogFailed(logger, exception.Message), stoppingToken);

    [LoggerMessage(EventId = 31, EventName = "reply.sweep_failed", Level = LogLevel.Warning, Message = "Waiting replies could not be looked for ({Reason}); trying again")]
    private static partial void LogFailed(ILogger logger, string reason);
}
