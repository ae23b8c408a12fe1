using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.Mailboxes;
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

    /// <summary>A look of one connection ended well; <paramref name="problem"/> is what is amiss with the mailbox all the same.</summary>
    public async Task SucceededAsync(WatchedMailbox mailbox, int stored, TimeSpan? lag, MailboxProblem? problem, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            $"""
            update mailbox set state = 'Idle', looked_at = now(), succeeded_at = now(), failures = 0, problem = @problem::jsonb,
              stored = stored + @stored, last_message_at = case when @stored > 0 then now() else last_message_at end, lag = coalesce(@lag::interval, lag)
            where {IfHeld}
            """,
            new { stored, lag, problem = problem is null ? null : JsonSerializer.Serialize(problem, Json), mailbox.Lease.SystemEmailId, mailbox.Lease.Holder, mailbox.Lease.Fence });
    }

    /// <summary>Work begins after a wait that was a trouble; <paramref name="problem"/> is what is amiss with the mailbox all the same.</summary>
    public async Task WaitedAsync(WatchedMailbox mailbox, MailboxProblem? problem, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            $"update mailbox set state = 'Connecting', problem = @problem::jsonb where {IfHeld}",
            new { problem = problem is null ? null : JsonSerializer.Serialize(problem, Json), mailbox.Lease.SystemEmailId, mailbox.Lease.Holder, mailbox.Lease.Fence });
    }

    /// <summary>Work was interrupted.</summary>
    public async Task FailedAsync(WatchedMailbox mailbox, int failures, MailboxProblem problem, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            $"""
            update mailbox set state = 'BackingOff', looked_at = now(), failed_at = now(), failures = @failures, problem = @problem::jsonb
            where {IfHeld}
            """,
            new { failures, problem = JsonSerializer.Serialize(problem, Json), mailbox.Lease.SystemEmailId, mailbox.Lease.Holder, mailbox.Lease.Fence });
    }

    /// <summary>All mailboxes that were ever worked, with what waits in each.</summary>
    public async Task<IReadOnlyList<MailboxStatus>> ListAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. (await connection.QueryAsync<StatusRow>($"{Status} order by system_email_id")).Select(row => row.ToStatus(Json))];
    }

    /// <summary>One mailbox; null when it was never worked.</summary>
    public async Task<MailboxStatus?> FindAsync(Guid systemEmailId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QuerySingleOrDefaultAsync<StatusRow>($"{Status} where system_email_id = @systemEmailId", new { systemEmailId }))?.ToStatus(Json);
    }

    /// <summary>How far its folders have been read.</summary>
    public async Task<IReadOnlyList<MailboxFolder>> ListFoldersAsync(Guid systemEmailId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var rows = await connection.QueryAsync<FolderRow>(
            """
            select folder, mode, waiting, run_total, extract(epoch from moved_at - run_started_at)::float8 as seconds, moved_at from cursor
            where system_email_id = @systemEmailId order by folder
            """,
            new { systemEmailId });
        return [.. rows.Select(row => row.ToFolder())];
    }

    private const string IfHeld = "system_email_id = @SystemEmailId and holder = @Holder and fence = @Fence";

    private const string Status =
        """
        select system_email_id, case when exists (select from replica r where r.holder = m.holder and r.held_until > now()) then state when paused_at is not null then 'Stopped' else 'Waiting' end as state,
          looked_at, succeeded_at, failed_at, last_message_at, stored, failures, problem::text as problem, paused_at, paused_by, lag,
          (select count(*) from failed_message f where f.system_email_id = m.system_email_id)::int as passed_over,
          (select count(*) from pending_action p where p.system_email_id = m.system_email_id)::int as pending_actions,
          (select coalesce(sum(waiting), 0) from cursor c where c.system_email_id = m.system_email_id)::int as waiting
        from mailbox m
        """;

    private sealed class FolderRow
    {
        public string Folder { get; init; } = "";

        public string Mode { get; init; } = "";

        public int Waiting { get; init; }

        public int RunTotal { get; init; }

        public double? Seconds { get; init; }

        public DateTimeOffset MovedAt { get; init; }

        public MailboxFolder ToFolder()
        {
            double? rate = Seconds > 0 && RunTotal > Waiting ? (RunTotal - Waiting) / Seconds : null;
            return new MailboxFolder(Folder, Mode != "Follow", Waiting, RunTotal, rate, Waiting > 0 && rate is { } a ? TimeSpan.FromSeconds(Waiting / a) : null, MovedAt);
        }
    }

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

        public int Waiting { get; init; }

        public DateTimeOffset? PausedAt { get; init; }

        public string? PausedBy { get; init; }

        public TimeSpan? Lag { get; init; }

        public MailboxStatus ToStatus(JsonSerializerOptions json) => new(
            SystemEmailId, Enum.Parse<MailboxActivity>(State), LookedAt, SucceededAt, FailedAt, LastMessageAt, Stored, PassedOver, PendingActions, Failures,
            Problem is null ? null : JsonSerializer.Deserialize<MailboxProblem>(Problem, json))
        {
            Waiting = Waiting,
            PausedAt = PausedAt,
            PausedBy = PausedBy,
            Lag = Lag,
        };
    }
}
