using System.Security.Cryptography;
using Dapper;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.ServiceDefaults.Addresses;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Webhooks;

/// <summary>The webhooks and what is on its way to them.</summary>
public sealed class WebhookTable(NpgsqlDataSource database, IDataProtectionProvider protection, AuditLog audit, TimeProvider time)
{
    private const string SecretPrefix = "whs_";
    private const int Most = 50;
    private const int LongestName = 100;

    private readonly IDataProtector sealing = protection.CreateProtector("helpdesk webhook secrets");

    /// <summary>All webhooks, by name.</summary>
    public async Task<IReadOnlyList<Webhook>> ListAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<Webhook>(
            """
            select id, name, address, events, enabled, created_at,
                   (select count(*)::int from webhook_delivery where webhook_id = webhook.id and state = 'Waiting') as waiting,
                   (select count(*)::int from webhook_delivery where webhook_id = webhook.id and state = 'GivenUp') as given_up,
                   (select answer from webhook_delivery where webhook_id = webhook.id and state = 'Waiting' and answer is not null order by next_attempt_at desc limit 1) as last_failure
            from webhook order by lower(name), id
            """)).AsList();
    }

    /// <summary>Adds one.</summary>
    /// <returns>It with its secret, or what is wrong with the draft.</returns>
    public async Task<(NewWebhook? Made, string? Problem)> AddAsync(WebhookDraft draft, Actor by, CancellationToken cancellation)
    {
        var problem = string.IsNullOrWhiteSpace(draft.Name) ? Translated.Of("The webhook has no name.")
            : !Uri.TryCreate(draft.Address, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http") || address.UserInfo.Length > 0 || HostName.Of(address) is null ? Translated.Of("Its address is not one of the web, such as https://example.org/hook.")
            : draft.Events is not { Count: > 0 } || draft.Events.Except(WebhookEvents.All, StringComparer.Ordinal).Any() ? Translated.Of("It is told of nothing that exists. There are {0}.", string.Join(", ", WebhookEvents.All))
            : Pages.TooLong.Line(Translated.Of("The name"), draft.Name, LongestName);
        if (problem is not null)
        {
            return (null, problem);
        }

        var made = new NewWebhook(Guid.NewGuid(), SecretPrefix + OneTimeKey.Create());
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var added = await connection.ExecuteAsync(
            """
            insert into webhook (id, name, address, secret, events, created_by, created_at)
            select @Id, @name, @Address, @secret, @events, @by, @now where (select count(*) from webhook) < @Most
            """,
            new { made.Id, name = DatabaseText.OneLine(draft.Name, LongestName), draft.Address, secret = sealing.Protect(made.Secret), events = draft.Events.Distinct(StringComparer.Ordinal).ToArray(), by = by.Id, now = time.GetUtcNow(), Most });
        if (added == 0)
        {
            return (null, Translated.Of("There are {0} webhooks already.", Most));
        }

        await audit.AddAsync(by, "webhook_added", $"{draft.Name} at {new Uri(draft.Address).Host}", cancellation);
        return (made, null);
    }

    /// <summary>Switches one on or off; what happens while it is off is not told later.</summary>
    public async Task<bool> EnableAsync(Guid id, bool enabled, Actor by, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var done = await connection.ExecuteAsync("update webhook set enabled = @enabled where id = @id", new { id, enabled }) == 1;
        if (done)
        {
            await audit.AddAsync(by, enabled ? "webhook_enabled" : "webhook_disabled", id.ToString(), cancellation);
        }

        return done;
    }

    /// <summary>Removes one with its log.</summary>
    public async Task<bool> RemoveAsync(Guid id, Actor by, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        if (await connection.ExecuteScalarAsync<string?>("delete from webhook where id = @id returning name", new { id }) is not { } name)
        {
            return false;
        }

        await audit.AddAsync(by, "webhook_removed", name, cancellation);
        return true;
    }

    /// <summary>Tells one a ping.</summary>
    public async Task<bool> PingAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            """
            with made as (insert into webhook_event (kind) select 'ping' where exists (select 1 from webhook where id = @id) returning id)
            insert into webhook_delivery (webhook_id, event_id) select @id, id from made
            """,
            new { id }) == 1;
    }

    /// <summary>What was on its way to one, newest first.</summary>
    public async Task<IReadOnlyList<WebhookDelivery>> LogAsync(Guid id, int limit, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<WebhookDelivery>(
            """
            select delivery.id, event.kind as event, event.ticket_number, event.at, delivery.state, delivery.attempts, delivery.next_attempt_at, delivery.answer, delivery.finished_at
            from webhook_delivery as delivery join webhook_event as event on event.id = delivery.event_id
            where delivery.webhook_id = @id order by delivery.event_id desc limit @rows
            """,
            new { id, rows = Math.Clamp(limit, 1, 200) })).AsList();
    }

    /// <summary>Tries a delivery again at once, one that was given up too.</summary>
    public async Task<bool> AgainAsync(Guid delivery, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            "update webhook_delivery set state = 'Waiting', attempts = 0, next_attempt_at = @now, finished_at = null where id = @delivery and state <> 'Delivered'", new { delivery, now = time.GetUtcNow() }) == 1;
    }

    /// <summary>The key of a webhook's signatures; null when it cannot be opened any more, since the key ring was lost.</summary>
    internal string? Open(string secret)
    {
        try
        {
            return sealing.Unprotect(secret);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
