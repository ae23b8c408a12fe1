using Dapper;
using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.Fetch.Observing;
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
        var rows = await connection.QueryAsync<(string Key, int Attempts, int Allowed, string Reason)>(
            "select key, attempts, allowed, reason from suspect where system_email_id = @systemEmailId and folder = @folder", new { systemEmailId, folder });
        return rows.ToDictionary(row => new MessageKey(row.Key), row => new Suspect(row.Attempts, row.Allowed, row.Reason));
    }

    /// <summary>Counts one more break at a message.</summary>
    /// <param name="lease">The right to the mailbox.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="key">Its key.</param>
    /// <param name="reason">What happened.</param>
    /// <param name="allowed">After so many breaks the message is passed over.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task AddAsync(MailboxLease lease, string folder, MessageKey key, string reason, int allowed, CancellationToken cancellation) =>
        leases.AsHolderAsync(
            lease,
            (connection, transaction) => connection.ExecuteAsync(
                """
                insert into suspect (system_email_id, folder, key, attempts, reason, allowed) values (@SystemEmailId, @folder, @Value, 1, @reason, @allowed)
                on conflict (system_email_id, folder, key) do update set attempts = suspect.attempts + 1, reason = excluded.reason, allowed = excluded.allowed
                """,
                new { lease.SystemEmailId, folder, key.Value, reason = StorableText.Of(reason), allowed },
                transaction),
            cancellation);

    /// <summary>Forgets settled messages as part of the caller's transaction.</summary>
    public static Task RemoveAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, WatchedMailbox mailbox, IEnumerable<string> keys) =>
        connection.ExecuteAsync(
            "delete from suspect where system_email_id = @Id and folder = @Folder and key = any(@keys)", new { mailbox.Id, mailbox.Folder, keys = keys.ToArray() }, transaction);
}
