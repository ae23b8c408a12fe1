using Dapper;
using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.Fetch.Watching;
using HelpdeskMail.Mail.Reading;
using Npgsql;

namespace HelpdeskMail.Fetch.FailedMessages;

/// <summary>
/// The messages at which reading broke off, ahead of the cursor. One that breaks the connection each time would hold up its mailbox for ever; counted
/// here, it is read alone and passed over when it keeps doing so.
/// </summary>
internal sealed class SuspectTable(NpgsqlDataSource database, LeaseTable leases)
{
    /// <summary>The suspects of a folder; nearly always none.</summary>
    public async Task<IReadOnlyDictionary<MessageKey, Suspect>> FindAsync(Guid systemEmailId, string folder, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var rows = await connection.QueryAsync<(string Key, int Attempts, string Reason)>(
            "select key, attempts, reason from suspect where system_email_id = @systemEmailId and folder = @folder", new { systemEmailId, folder });
        return rows.ToDictionary(row => new MessageKey(row.Key), row => new Suspect(row.Attempts, row.Reason));
    }

    /// <summary>Counts one more break at a message.</summary>
    public Task AddAsync(MailboxLease lease, string folder, MessageKey key, string reason, CancellationToken cancellation) =>
        leases.AsHolderAsync(
            lease,
            (connection, transaction) => connection.ExecuteAsync(
                """
                insert into suspect (system_email_id, folder, key, attempts, reason) values (@SystemEmailId, @folder, @Value, 1, @reason)
                on conflict (system_email_id, folder, key) do update set attempts = suspect.attempts + 1, reason = excluded.reason
                """,
                new { lease.SystemEmailId, folder, key.Value, reason },
                transaction),
            cancellation);

    /// <summary>Forgets a settled message as part of the caller's transaction.</summary>
    public static Task RemoveAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, WatchedMailbox mailbox, MessageKey key) =>
        connection.ExecuteAsync(
            "delete from suspect where system_email_id = @Id and folder = @Folder and key = @Value", new { mailbox.Id, mailbox.Folder, key.Value }, transaction);
}
