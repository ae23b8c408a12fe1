using System.Data.Common;
using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails.Alerts;
using Npgsql;

namespace HelpdeskMail.OAuth.Alerts;

/// <summary>The tables <c>alert</c>, <c>alert_notice</c> and <c>alert_delivery</c>, up to where a delivery is due.</summary>
public sealed class AlertTable(NpgsqlDataSource database)
{
    private const int Shown = 100;

    private const string Open =
        """
        select a.id, a.system_email_id, e.address, a.kind, a.began_at, a.ends_at, a.problem::text as problem
        from alert a join system_email e on e.id = a.system_email_id
        where a.ended_at is null
        """;

    /// <summary>What admins are being told of, oldest first.</summary>
    public async Task<IReadOnlyList<AlertView>> ListAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. (await ListAsync(connection, cancellation)).Select(row => row.View())];
    }

    internal static async Task<IReadOnlyList<AlertRow>> ListAsync(DbConnection connection, CancellationToken cancellation) =>
        (await connection.QueryAsync<AlertRow>(new CommandDefinition($"{Open} order by a.began_at, a.id", cancellationToken: cancellation))).AsList();

    /// <summary>Opens an alert, or brings the open one up to date.</summary>
    internal static async Task<AlertRow> HoldAsync(DbConnection connection, AlertCondition condition, DateTimeOffset now, CancellationToken cancellation) =>
        await connection.QuerySingleAsync<AlertRow>(new CommandDefinition(
            """
            insert into alert (id, system_email_id, kind, began_at, ends_at, problem) values (@id, @email, @kind, @now, @endsAt, @problem::jsonb)
            on conflict (system_email_id, kind) where ended_at is null do update set
              ends_at = excluded.ends_at, problem = case when excluded.problem ->> 'code' = 'settling' then alert.problem else excluded.problem end
            returning id, system_email_id, @address as address, kind, began_at, ends_at, problem::text as problem
            """,
            new
            {
                id = Guid.CreateVersion7(now), email = condition.Email.Id, address = condition.Email.Address, kind = condition.Kind.ToString(), now, endsAt = condition.EndsAt,
                problem = JsonSerializer.Serialize(condition.Problem, AlertRow.Json),
            },
            cancellationToken: cancellation));

    /// <summary>Ends an alert.</summary>
    internal static Task EndAsync(DbConnection connection, AlertRow alert, DateTimeOffset now, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition("update alert set ended_at = @now where id = @Id and ended_at is null", new { alert.Id, now }, cancellationToken: cancellation));

    /// <summary>Plans the telling of an occasion to all receivers; false when it was told already.</summary>
    internal static async Task<bool> TellAsync(DbConnection connection, Guid? alertId, string occasion, Notice notice, AlertReceivers receivers, DateTimeOffset now, CancellationToken cancellation)
    {
        var id = Guid.CreateVersion7(now);
        var isNew = await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into alert_notice (id, alert_id, occasion, at, subject, body, facts) values (@id, @alertId, @occasion, @now, @Subject, @Body, @facts::jsonb)
            on conflict (alert_id, occasion) do nothing
            """,
            new { id, alertId, occasion, now, notice.Subject, notice.Body, facts = JsonSerializer.Serialize(notice.Facts, AlertRow.Json) },
            cancellationToken: cancellation)) == 1;
        if (isNew)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                """
                insert into alert_delivery (id, notice_id, channel, target, webhook_id, next_at)
                select gen_random_uuid(), @id, 'mail', address, null::uuid, @now from unnest(@mails) address
                union all
                select gen_random_uuid(), @id, 'webhook', w.address, w.id, @now from webhook w where not w.removed
                on conflict do nothing
                """,
                new { id, now, mails = receivers.Mails.ToArray() },
                cancellationToken: cancellation));
        }

        return isNew;
    }

    /// <summary>Who was told what, newest first.</summary>
    public async Task<IReadOnlyList<AlertDeliveryView>> DeliveriesAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<AlertDeliveryView>(new CommandDefinition(
            $"""
            select n.at, n.subject, d.channel, d.target, d.state, d.attempts, case when d.state = 'waiting' then d.next_at end as next_at, d.answer
            from alert_delivery d join alert_notice n on n.id = d.notice_id
            order by n.at desc, d.channel, d.target limit {Shown}
            """,
            cancellationToken: cancellation))).AsList();
    }
}
