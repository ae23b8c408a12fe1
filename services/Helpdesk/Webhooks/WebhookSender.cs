using Dapper;
using HelpdeskMail.ServiceDefaults.Repeating;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Webhooks;

/// <summary>
/// Takes deliveries that are due and tries them, those of each webhook apart, so that a receiver that is down or slow holds up no other's. A claim is a lease: whoever dies with it leaves the delivery to be tried again
/// two minutes later, under the same id, so receivers see it at least once. Failures are repeated after 10 seconds and then at doubling distances up to 6 hours; after 16 tries, some two
/// days, it is given up and stays in the log.
/// </summary>
public sealed partial class WebhookSender(NpgsqlDataSource database, WebhookTable webhooks, WebhookCourier courier, TimeProvider time, ILogger<WebhookSender> logger) : BackgroundService
{
    /// <summary>Deliveries that a receiver is given at a time.</summary>
    internal const int Part = 8;

    private const int MostAttempts = 16;
    private const string KeyLost = "Nothing was sent: the key of its signatures cannot be read with the present Encryption:Key. Remove the webhook and add it again.";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(14);

    /// <summary>The webhooks that are being told something.</summary>
    private readonly Dictionary<Guid, Task> told = [];

    /// <summary>How long to wait after a failed try.</summary>
    internal static TimeSpan PauseAfter(int attempts) => TimeSpan.FromTicks(Math.Min(Longest.Ticks, First.Ticks << Math.Clamp(attempts - 1, 0, 20)));

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var cleaned = time.GetTimestamp();
        try
        {
            await Repeat.EveryAsync(
                Pause,
                time,
                async cancellation =>
                {
                    await TellAsync(cancellation);
                    if (time.GetElapsedTime(cleaned) > TimeSpan.FromHours(1))
                    {
                        cleaned = time.GetTimestamp();
                        await CleanAsync(cancellation);
                    }
                },
                exception => LogFailed(logger, exception.Message),
                stoppingToken);
        }
        finally
        {
            await Task.WhenAll(told.Values);
        }
    }

    /// <summary>Begins to tell the webhooks that have something due and are not being told already.</summary>
    private async Task TellAsync(CancellationToken cancellation)
    {
        foreach (var (webhook, _) in told.Where(one => one.Value.IsCompleted).ToList())
        {
            told.Remove(webhook);
        }

        foreach (var due in (await ClaimAsync(null, [.. told.Keys], cancellation)).GroupBy(delivery => delivery.WebhookId))
        {
            told[due.Key] = TellAllAsync(due.Key, [.. due], cancellation);
        }
    }

    /// <summary>Tries all that is due to a webhook. Never throws: what was claimed is tried again when its lease ends.</summary>
    private async Task TellAllAsync(Guid webhook, IReadOnlyList<DueDelivery> due, CancellationToken cancellation)
    {
        try
        {
            for (; due.Count > 0; due = await ClaimAsync(webhook, [], cancellation))
            {
                await Task.WhenAll(due.Select(delivery => TryAsync(delivery, cancellation)));
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The service stops.
        }
        catch (Exception exception)
        {
            LogFailed(logger, exception.Message);
        }
    }

    private async Task<IReadOnlyList<DueDelivery>> ClaimAsync(Guid? only, Guid[] except, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<DueDelivery>(
            """
            with claimed as (
              update webhook_delivery set attempts = attempts + 1, next_attempt_at = @until
              where id in (
                select due.id from webhook cross join lateral (
                  select id from webhook_delivery where webhook_id = webhook.id and state = 'Waiting' and next_attempt_at <= @now
                  order by next_attempt_at limit @Part for update skip locked) as due
                where webhook.enabled and (@only::uuid is null or webhook.id = @only) and webhook.id <> all (@except))
              returning id, webhook_id, event_id, attempts, next_attempt_at)
            select claimed.id, claimed.webhook_id, claimed.attempts, claimed.next_attempt_at as leased_until, webhook.address, webhook.secret, event.kind as event, event.at, event.state, event.reply_id,
                   ticket.number as ticket_number, ticket.subject, ticket.status, ticket.priority, ticket.tags, ticket.customer_name, ticket.customer_address,
                   entry.id as entry_id, entry.kind as entry_kind, entry.author_name
            from claimed join webhook on webhook.id = claimed.webhook_id join webhook_event as event on event.id = claimed.event_id
            left join ticket on ticket.number = event.ticket_number left join entry on entry.id = event.entry_id
            """,
            new { now = time.GetUtcNow(), until = time.GetUtcNow() + Lease, only, except, Part })).AsList();
    }

    private async Task TryAsync(DueDelivery delivery, CancellationToken cancellation)
    {
        var (taken, answer) = webhooks.Open(delivery.Secret) is { } secret ? await courier.PostAsync(delivery, secret, cancellation) : (false, KeyLost);
        var ends = taken || delivery.Attempts >= MostAttempts;
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            update webhook_delivery set state = @state, answer = @answer, next_attempt_at = @next, finished_at = case when @ends then @now::timestamptz end
            where id = @Id and state = 'Waiting' and next_attempt_at = @LeasedUntil
            """,
            new
            {
                delivery.Id,
                delivery.LeasedUntil,
                state = taken ? "Delivered" : ends ? "GivenUp" : "Waiting",
                answer,
                ends,
                now = time.GetUtcNow(),
                next = ends ? (DateTimeOffset?)null : time.GetUtcNow() + PauseAfter(delivery.Attempts),
            });
    }

    private async Task CleanAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            "delete from webhook_event where at < @before and not exists (select 1 from webhook_delivery where event_id = webhook_event.id and state = 'Waiting')", new { before = time.GetUtcNow() - Kept });
    }

    [LoggerMessage(EventId = 70, EventName = "webhooks.not_sent", Level = LogLevel.Warning, Message = "Webhooks could not be looked after ({Reason}); trying again")]
    private static partial void LogFailed(ILogger logger, string reason);
}
