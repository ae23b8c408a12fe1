using Dapper;
using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.Fetch.Taking;
using HelpdeskMail.Fetch.Watching;
using HelpdeskMail.Mail.Reading;
using Npgsql;

namespace HelpdeskMail.Fetch.Cursors;

/// <summary>
/// The keys that are done with, of folders whose keys have no order. Compared byte by byte, since Graph's ids differ in letter case only. A POP3 server may give the key of a deleted message to
/// another one (RFC 1939 section 7), so that a key whose message was to be deleted is open again wherever it is still listed.
/// </summary>
internal sealed class SettledKeyTable(NpgsqlDataSource database, LeaseTable leases)
{
    /// <summary>Those of the keys that are not done with, in the same order.</summary>
    public async Task<IReadOnlyList<OpenKey>> FindOpenAsync(WatchedMailbox mailbox, IReadOnlyList<MessageKey> keys, CancellationToken cancellation)
    {
        if (keys.Count == 0)
        {
            return [];
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        var open = await connection.QueryAsync<(string Key, bool Again)>(
            """
            select k.key, s.key is not null from unnest(@keys) with ordinality as k (key, at)
            left join settled_key s on s.system_email_id = @Id and s.folder = @Folder and s.key = k.key
            where s.key is null or s.deleting
            order by k.at
            """,
            new { mailbox.Id, mailbox.Folder, keys = keys.Select(key => key.Value).ToArray() });
        return [.. open.Select(row => new OpenKey(new MessageKey(row.Key), row.Again))];
    }

    /// <summary>Whether any key of the folder is done with, apart from those of messages that were to be deleted.</summary>
    public async Task<bool> AnyAsync(WatchedMailbox mailbox, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<bool>("select exists (select from settled_key where system_email_id = @Id and folder = @Folder and not deleting)", new { mailbox.Id, mailbox.Folder });
    }

    /// <summary>Notes keys as part of the caller's transaction.</summary>
    public static Task AddAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, WatchedMailbox mailbox, IEnumerable<string> keys) =>
        connection.ExecuteAsync(
            """
            insert into settled_key (system_email_id, folder, key) select @Id, @Folder, key from unnest(@keys) as k (key)
            on conflict (system_email_id, folder, key) do update set deleting = false where settled_key.deleting
            """,
            new { mailbox.Id, mailbox.Folder, keys = keys.ToArray() },
            transaction);

    /// <summary>A session is about to be closed that deletes these messages: whatever the next one lists under their keys is to be read.</summary>
    public Task DeletingAsync(WatchedMailbox mailbox, IEnumerable<string> keys, CancellationToken cancellation) =>
        leases.AsHolderAsync(
            mailbox.Lease,
            (connection, transaction) => connection.ExecuteAsync(
                """
                update settled_key set deleting = true where system_email_id = @Id and folder = @Folder and key = any(@keys);
                update cursor set place = @place where system_email_id = @Id and folder = @Folder and place is not null
                """,
                new { mailbox.Id, mailbox.Folder, keys = keys.ToArray(), place = KeyList.Unknown.Value },
                transaction),
            cancellation);

    /// <summary>Lets go of keys that the server no longer lists, and of what was to be done to their messages there.</summary>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="listed">Every key of the folder.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task KeepOnlyAsync(WatchedMailbox mailbox, IReadOnlyList<MessageKey> listed, CancellationToken cancellation) =>
        leases.AsHolderAsync(
            mailbox.Lease,
            (connection, transaction) => connection.ExecuteAsync(
                """
                delete from settled_key s where s.system_email_id = @Id and s.folder = @Folder
                  and not exists (select from unnest(@keys) as k (key) where k.key = s.key);
                delete from pending_action p where p.system_email_id = @Id and p.folder = @Folder
                  and not exists (select from unnest(@keys) as k (key) where k.key = p.key)
                """,
                new { mailbox.Id, mailbox.Folder, keys = listed.Select(key => key.Value).ToArray() },
                transaction),
            cancellation);
}
