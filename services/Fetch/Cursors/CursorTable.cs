using Dapper;
using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.Mail.Reading;
using Npgsql;

namespace HelpdeskMail.Fetch.Cursors;

/// <summary>The cursors, written only by the holder of the mailbox.</summary>
internal sealed class CursorTable(NpgsqlDataSource database, LeaseTable leases)
{
    /// <summary>The cursor of a folder; null when it was never looked into.</summary>
    public async Task<FolderCursor?> FindAsync(Guid systemEmailId, string folder, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            "select folder, generation, mode, place, until, first_seen_at, epoch from cursor where system_email_id = @systemEmailId and folder = @folder",
            new { systemEmailId, folder });
        return row is null
            ? null
            : new FolderCursor(row.Folder, row.Generation, Enum.Parse<CursorMode>(row.Mode), Key(row.Place), Key(row.Until), row.FirstSeenAt, row.Epoch);
    }

    /// <summary>
    /// Keeps a cursor whose folder was first seen or renumbered. What was noted under the old numbering names nothing any more and goes.
    /// </summary>
    /// <param name="lease">The right to the mailbox.</param>
    /// <param name="cursor">The cursor.</param>
    /// <param name="also">What is kept with it; null for nothing.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task BeginAsync(MailboxLease lease, FolderCursor cursor, Func<NpgsqlConnection, NpgsqlTransaction, Task>? also, CancellationToken cancellation) =>
        leases.AsHolderAsync(
            lease,
            async (connection, transaction) =>
            {
                await connection.ExecuteAsync(
                    """
                    insert into cursor (system_email_id, folder, generation, mode, place, until, first_seen_at, epoch)
                    values (@SystemEmailId, @Folder, @Generation, @Mode, @Place, @Until, @FirstSeenAt, @Epoch)
                    on conflict (system_email_id, folder) do update
                      set generation = excluded.generation, mode = excluded.mode, place = excluded.place, until = excluded.until, epoch = excluded.epoch, moved_at = now();
                    delete from pending_action where system_email_id = @SystemEmailId and folder = @Folder;
                    delete from suspect where system_email_id = @SystemEmailId and folder = @Folder;
                    update failed_message set next_attempt_at = null where system_email_id = @SystemEmailId and folder = @Folder;
                    """,
                    Parameters(lease, cursor),
                    transaction);
                if (also is not null)
                {
                    await also(connection, transaction);
                }
            },
            cancellation);

    /// <summary>Moves a cursor as part of the caller's transaction.</summary>
    public static Task MoveAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, MailboxLease lease, FolderCursor cursor, ReadingProgress? progress = null)
    {
        var parameters = new DynamicParameters(Parameters(lease, cursor));
        parameters.Add("Total", progress?.Total ?? 0);
        parameters.Add("Waiting", progress?.Waiting ?? 0);
        parameters.Add("StartedAt", progress?.StartedAt);
        return connection.ExecuteAsync(
            """
            update cursor set mode = @Mode, place = @Place, until = @Until, moved_at = now(),
              waiting = @Waiting, run_total = case when @StartedAt::timestamptz is null then run_total else @Total end, run_started_at = coalesce(@StartedAt::timestamptz, run_started_at)
            where system_email_id = @SystemEmailId and folder = @Folder and generation = @Generation and epoch = @Epoch
            """,
            parameters,
            transaction);
    }

    private static object Parameters(MailboxLease lease, FolderCursor cursor) => new
    {
        lease.SystemEmailId,
        cursor.Folder,
        cursor.Generation,
        Mode = cursor.Mode.ToString(),
        Place = cursor.Place?.Value,
        Until = cursor.Until?.Value,
        cursor.FirstSeenAt,
        cursor.Epoch,
    };

    private static MessageKey? Key(string? value) => value is null ? null : new MessageKey(value);

    private sealed class Row
    {
        public string Folder { get; init; } = "";

        public string Generation { get; init; } = "";

        public string Mode { get; init; } = "";

        public string? Place { get; init; }

        public string? Until { get; init; }

        public DateTimeOffset FirstSeenAt { get; init; }

        public int Epoch { get; init; }
    }
}
