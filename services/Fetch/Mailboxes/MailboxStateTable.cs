using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Watching;
using Npgsql;

namespace HelpdeskMail.Fetch.Mailboxes;

/// <summary>How each mailbox stands, for the pages; written by its holder.</summary>
internal sealed class MailboxStateTable(NpgsqlDataSource database)
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    /// <summary>Work at the mailbox begins, goes on or waits.</summary>
    public async Task SetAsync(WatchedMailbox mailbox, MailboxActivity activity, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync($"update mailbox set state = @state where {IfHeld}", new { state = activity.ToString(), mailbox.Lease.SystemEmailId, mailbox.Lease.Holder, mailbox.Lease.Fence });
    }

    /// <summary>A look ended well.</summary>
    public async Task SucceededAsync(WatchedMailbox mailbox, int stored, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            $"""
            update mailbox set state = 'Idle', looked_at = now(), succeeded_at = now(), failures = 0, problem = null, wanted_at = null,
              poll_interval = @PollInterval, stored = stored + @stored, last_message_at = case when @stored > 0 then now() else last_message_at end
            where {IfHeld}
            """,
            new { mailbox.Receiving.PollInterval, stored, mailbox.Lease.SystemEmailId, mailbox.Lease.Holder, mailbox.Lease.Fence });
    }

    /// <summary>Work was interrupted.</summary>
    public async Task FailedAsync(WatchedMailbox mailbox, int failures, MailboxProblem problem, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            $"""
            update mailbox set state = 'BackingOff', looked_at = now(), failed_at = now(), failures = @failures, problem = @problem::jsonb, wanted_at = null
            where {IfHeld}
            """,
            new { failures, problem = JsonSerializer.Serialize(problem, Json), mailbox.Lease.SystemEmailId, mailbox.Lease.Holder, mailbox.Lease.Fence });
    }

    /// <summary>All mailboxes that were ever worked, with what waits in each.</summary>
    public async Task<IReadOnlyList<MailboxStatus>> ListAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var rows = await connection.QueryAsync<StatusRow>(
            """
            select system_email_id, case when held_until > now() then state else 'Waiting' end as state, looked_at, succeeded_at, failed_at, last_message_at, stored, failures, problem::text as problem,
              (select count(*) from failed_message f where f.system_email_id = m.system_email_id)::int as passed_over,
              (select count(*) from pending_action p where p.system_email_id = m.system_email_id)::int as pending_actions
            from mailbox m order by system_email_id
            """);
        return [.. rows.Select(row => row.ToStatus(Json))];
    }

    private const string IfHeld = "system_email_id = @SystemEmailId and holder = @Holder and fence = @Fence";

    private sealed class StatusRow
    {
        public Guid SystemEmailId { get; init; }

        public string State { get; init; } = "";

        public DateTimeOffset? LookedAt { get; init; }

        public DateTimeOffset? SucceededAt { get; init; }

        public DateTimeOffset? FailedAt { get; init; }

        public DateTimeOffset? LastMessageAt { get; init; }

        public long Stored { get; init; }

        public int Failures { get; init; }

        public string? Problem { get; init; }

        public int PassedOver { get; init; }

        public int PendingActions { get; init; }

        public MailboxStatus ToStatus(JsonSerializerOptions json) => new(
            SystemEmailId, Enum.Parse<MailboxActivity>(State), LookedAt, SucceededAt, FailedAt, LastMessageAt, Stored, PassedOver, PendingActions, Failures,
            Problem is null ? null : JsonSerializer.Deserialize<MailboxProblem>(Problem, json));
    }
}
