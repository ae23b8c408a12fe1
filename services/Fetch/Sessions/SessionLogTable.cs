using Dapper;
using HelpdeskMail.Contracts.Mailboxes;
using Npgsql;

namespace HelpdeskMail.Fetch.Sessions;

/// <summary>The last conversations of each mailbox, so that a page of any replica can show them.</summary>
internal sealed class SessionLogTable(NpgsqlDataSource database, TimeProvider time)
{
    private const int Kept = 10;
    private static readonly TimeSpan WriteAgain = TimeSpan.FromSeconds(10);

    /// <summary>Writes a conversation down that goes on; at most every ten seconds.</summary>
    public async Task WriteAsync(SessionLog log, CancellationToken cancellation)
    {
        if (log.WrittenAt is { } written && time.GetElapsedTime(written) < WriteAgain)
        {
            return;
        }

        log.WrittenAt = time.GetTimestamp();
        await SaveAsync(log, null, cancellation);
    }

    /// <summary>Writes the end of a conversation down, and lets go of the oldest ones.</summary>
    public Task EndAsync(SessionLog log, string outcome, CancellationToken cancellation) => SaveAsync(log, outcome, cancellation);

    /// <summary>The last conversations of a mailbox, newest first.</summary>
    public async Task<IReadOnlyList<MailboxConversation>> ListAsync(Guid systemEmailId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var rows = await connection.QueryAsync<Row>(
            "select folders, started_at, ended_at, outcome, lines from session_log where system_email_id = @systemEmailId order by started_at desc limit @Kept", new { systemEmailId, Kept });
        return [.. rows.Select(row => new MailboxConversation(row.Folders, row.StartedAt, row.EndedAt, row.Outcome, row.Lines))];
    }

    private async Task SaveAsync(SessionLog log, string? outcome, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            insert into session_log (id, system_email_id, folders, started_at, ended_at, outcome, lines)
            values (@Id, @SystemEmailId, @Folders, @StartedAt, case when @outcome is null then null else now() end, @outcome, @lines)
            on conflict (id) do update set ended_at = excluded.ended_at, outcome = excluded.outcome, lines = excluded.lines;
            delete from session_log where system_email_id = @SystemEmailId
              and id in (select id from session_log where system_email_id = @SystemEmailId order by started_at desc offset @Kept)
            """,
            new { log.Id, log.Lease.SystemEmailId, log.Folders, log.StartedAt, outcome, lines = log.ToString(), Kept });
    }

    private sealed class Row
    {
        public string Folders { get; init; } = "";

        public DateTimeOffset StartedAt { get; init; }

        public DateTimeOffset? EndedAt { get; init; }

        public string? Outcome { get; init; }

        public string Lines { get; init; } = "";
    }
}
