using System.Security.Cryptography;
using Dapper;
using HelpdeskMail.OAuth.Explanations;
using HelpdeskMail.OAuth.Webhooks;
using Npgsql;

namespace HelpdeskMail.OAuth.Alerts;

/// <summary>
/// Carries tellings to their receivers. Each is taken by one replica for five minutes; when that one dies, another tries again (the same Message-ID and delivery id tell a receiver). What is refused
/// is tried again with growing pauses for about two days, then given up.
/// </summary>
public sealed partial class AlertCourier(NpgsqlDataSource database, AlertMail mail, WebhookTable webhooks, WebhookClient client, TimeProvider time, ILogger<AlertCourier> logger)
{
    private const int AtOnce = 20;
    private const int LongestAnswer = 400;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromHours(6), TimeSpan.FromHours(12), TimeSpan.FromHours(24),
    ];

    /// <summary>Carries everything that is due now.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var due in await TakeAsync(cancellation))
        {
            var (taken, answer) = await TryAsync(due, cancellation);
            await NoteAsync(due, taken, answer.Length <= LongestAnswer ? answer : answer[..LongestAnswer], cancellation);
            AlertMeter.CountDelivery(due.Channel, taken);
            if (!taken)
            {
                LogRefused(logger, due.Id, due.Channel, due.Attempts, answer);
            }
        }
    }

    /// <summary>One that fails by a defect, or by a secret that cannot be opened any more, must not keep those behind it from being told.</summary>
    private async Task<(bool Taken, string Answer)> TryAsync(DueDelivery due, CancellationToken cancellation)
    {
        try
        {
            return await CarryAsync(due, cancellation);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            LogBroken(logger, exception, due.Id, due.Channel);
            return (false, exception is CryptographicException ? UnreadableSecret.Explanation.What : $"Something went wrong here; look for {due.Id} in the log of the OAuth service.");
        }
    }

    private async Task<(bool Taken, string Answer)> CarryAsync(DueDelivery due, CancellationToken cancellation)
    {
        if (due.WebhookId is not { } id)
        {
            return await mail.SendAsync(due, cancellation);
        }

        return await webhooks.SecretAsync(id, cancellation) is { } secret
            ? await client.PostAsync(new Uri(due.Target), secret, due.Id, due.Facts, cancellation)
            : (false, "The webhook was removed, or its key cannot be decrypted any more.");
    }

    private async Task<IReadOnlyList<DueDelivery>> TakeAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<DueDelivery>(new CommandDefinition(
            """
            update alert_delivery d set attempts = attempts + 1, next_at = @until
            from alert_notice n left join alert a on a.id = n.alert_id
            where n.id = d.notice_id and d.id in (
              select id from alert_delivery where state = 'waiting' and next_at <= @now order by next_at limit @limit for update skip locked)
            returning d.id, d.channel, d.target, d.webhook_id, d.attempts, n.at, n.subject, n.body, n.facts::text as facts, a.system_email_id as about
            """,
            new { now, until = now + Lease, limit = AtOnce },
            cancellationToken: cancellation))).AsList();
    }

    private async Task NoteAsync(DueDelivery due, bool taken, string answer, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var givenUp = !taken && due.Attempts > Pauses.Length;
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            "update alert_delivery set state = @state, answer = @answer, next_at = @nextAt, done_at = case when @taken then @now end where id = @Id and state = 'waiting' and attempts = @Attempts",
            new { due.Id, due.Attempts, answer, taken, now, state = taken ? "done" : givenUp ? "failed" : "waiting", nextAt = taken || givenUp ? now : now + Pauses[due.Attempts - 1] },
            cancellationToken: cancellation));
    }

    [LoggerMessage(EventId = 42, EventName = "alert.broken", Level = LogLevel.Error, Message = "Alert delivery {DeliveryId} by {Channel} ended in a defect; it is tried again")]
    private static partial void LogBroken(ILogger logger, Exception exception, Guid deliveryId, string channel);

    [LoggerMessage(EventId = 41, EventName = "alert.not_delivered", Level = LogLevel.Warning, Message = "Alert delivery {DeliveryId} by {Channel}: try {Attempts} failed: {Reason}")]
    private static partial void LogRefused(ILogger logger, Guid deliveryId, string channel, int attempts, string reason);
}
