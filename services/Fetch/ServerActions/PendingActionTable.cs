using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.Fetch.Observing;
using HelpdeskMail.Fetch.Watching;
using Npgsql;

namespace HelpdeskMail.Fetch.ServerActions;

/// <summary>What is still to be done on the server, noted in the same transaction that moves the cursor past the message.</summary>
internal sealed class PendingActionTable(NpgsqlDataSource database, LeaseTable leases)
{
    /// <summary>Notes the mailbox's action for stored messages; nothing when they are to be left as they are, or when the protocol knows no such thing (POP3 only deletes).</summary>
    public static async Task AddAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, WatchedMailbox mailbox, IReadOnlyCollection<string> keys)
    {
        var action = mailbox.Receiving.AfterStoring;
        if (keys.Count == 0 || action == AfterStoring.Keep || (mailbox.Receiving.Protocol == ReceivingProtocol.Pop3 && action != AfterStoring.Delete))
        {
            return;
        }

        await connection.ExecuteAsync(
            """
            insert into pending_action (system_email_id, folder, key, action, target) select @Id, @Folder, key, @action, @MoveToFolder from unnest(@keys) as k (key)
            on conflict (system_email_id, folder, key) do nothing
            """,
            new { mailbox.Id, mailbox.Folder, keys = keys.ToArray(), action = action.ToString(), mailbox.Receiving.MoveToFolder },
            transaction);
    }

    /// <summary>Removes those of messages that turned out not to be stored, as part of the caller's transaction.</summary>
    public static async Task RemoveAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, WatchedMailbox mailbox, IReadOnlyCollection<string> keys)
    {
        if (keys.Count > 0)
        {
            await connection.ExecuteAsync(
                "delete from pending_action where system_email_id = @Id and folder = @Folder and key = any(@keys)", new { mailbox.Id, mailbox.Folder, keys = keys.ToArray() }, transaction);
        }
    }

    /// <summary>Those of a folder that are due.</summary>
    /// <param name="mailbox">The mailbox, at the folder.</param>
    /// <param name="keysComeBack">Whether the key of a deleted message may be another one's by now (POP3): only what is known to be read is given then.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<IReadOnlyList<PendingAction>> FindDueAsync(WatchedMailbox mailbox, bool keysComeBack, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<PendingAction>(
            """
            select p.key, p.action, p.target, s.size from pending_action p
            left join settled_key s on @keysComeBack and s.system_email_id = @Id and s.folder = @Folder and s.key = p.key
            where p.system_email_id = @Id and p.folder = @Folder and p.next_attempt_at <= now() and (not @keysComeBack or not s.deleting)
            order by p.action, p.target, p.key limit 500
            """,
            new { mailbox.Id, mailbox.Folder, keysComeBack })];
    }

    /// <summary>Removes what is done.</summary>
    public Task DoneAsync(WatchedMailbox mailbox, IEnumerable<string> keys, CancellationToken cancellation) =>
        leases.AsHolderAsync(
            mailbox.Lease,
            (connection, transaction) => connection.ExecuteAsync(
                "delete from pending_action where system_email_id = @Id and folder = @Folder and key = any(@keys)",
                new { mailbox.Id, mailbox.Folder, keys = keys.ToArray() },
                transaction),
            cancellation);

    /// <summary>Puts off what could not be done: for as long as the server has asked for, else with pauses that double from one minute up to six hours.</summary>
    public Task PostponeAsync(WatchedMailbox mailbox, IEnumerable<string> keys, string reason, TimeSpan? told, CancellationToken cancellation) =>
        leases.AsHolderAsync(
            mailbox.Lease,
            (connection, transaction) => connection.ExecuteAsync(
                """
                update pending_action set attempts = attempts + 1, reason = @reason,
                  next_attempt_at = now() + coalesce(@told::interval, least(interval '1 minute' * power(2, least(attempts, 20)), interval '6 hours'))
                where system_email_id = @Id and folder = @Folder and key = any(@keys)
                """,
                new { mailbox.Id, mailbox.Folder, keys = keys.ToArray(), reason = StorableText.Of(reason), told },
                transaction),
            cancellation);

    /// <summary>Number of actions that failed at least once, and what the last failure said; zero when all is done.</summary>
    public async Task<(int Count, string? Reason)> FindTroubleAsync(WatchedMailbox mailbox, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleAsync<(int, string?)>(
            "select count(*)::int, max(reason) from pending_action where system_email_id = @Id and folder = @Folder and attempts > 0", new { mailbox.Id, mailbox.Folder });
    }

    /// <summary>What the last failure in any folder of a mailbox said; null when all is done.</summary>
    public async Task<string?> FindTroubleAsync(Guid systemEmailId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<string?>("select max(reason) from pending_action where system_email_id = @systemEmailId and attempts > 0", new { systemEmailId });
    }
}
