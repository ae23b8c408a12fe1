using Dapper;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.ServiceDefaults.Repeating;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>Announces replies and mails about accounts again that the Reply service has not answered for: after 30 seconds, then at growing distances up to half an hour. Lets go of mails about accounts whose links are void.</summary>
public sealed partial class OutgoingSweep(NpgsqlDataSource database, AccountMails accountMails, OutgoingNudge nudge, TimeProvider time, ILogger<OutgoingSweep> logger) : BackgroundService
{
    /// <summary>When one that is announced now, of <c>@now</c>, is due again.</summary>
    internal const string NextNudge = "@now::timestamptz + least(interval '30 minutes', interval '30 seconds' * power(2, least(nudges, 10)))";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>Announces what is due, once.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var announced = 0;
        foreach (var take in new[] { TakeDueAsync, accountMails.TakeDueAsync })
        {
            foreach (var reply in await take(cancellation))
            {
                await nudge.TrySendAsync(reply, cancellation);
                announced++;
            }
        }

        return announced;
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Repeat.EveryAsync(Pause, time, SweepAsync, exception => LogFailed(logger, exception.Message), stoppingToken);

    private async Task<IReadOnlyList<Guid>> TakeDueAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<Guid>(
            $"""
            update outgoing set nudges = nudges + 1, nudge_at = {NextNudge}
            where reply_id in (
              select reply_id from outgoing where nudge_at <= @now and not superseded order by nudge_at limit 100 for update skip locked)
            returning reply_id
            """,
            new { now = time.GetUtcNow() })).AsList();
    }

    [LoggerMessage(EventId = 31, EventName = "reply.sweep_failed", Level = LogLevel.Warning, Message = "Waiting replies could not be looked for ({Reason}); trying again")]
    private static partial void LogFailed(ILogger logger, string reason);
}
