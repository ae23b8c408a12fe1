using Dapper;
using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.Fetch.Watching;
using HelpdeskMail.Mail.Reading;
using Npgsql;

namespace HelpdeskMail.Fetch.Cursors;

/// <summary>The keys that are done with, of folders whose keys have no order. Compared byte by byte, since Graph's ids differ in letter case only.</summary>
internal sealed class SettledKeyTable(NpgsqlDataSource database, LeaseTable leases)
{
    /// <summary>Those of the keys that are not done with, in the same order.</summary>
    public async Task<IReadOnlyList<MessageKey>> FindOpenAsync(WatchedMailbox mailbox, IReadOnlyList<MessageKey> keys, CancellationToken cancellation)
    {
        if (keys.Count == 0)
        {
            return [];
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        var open = await connection.QueryAsync<string>(
            """
            select k.key from unnest(@keys) with ordinality as k (key, at)
            where not exists (select from settled_key s where s.system_email_id = @Id and s.folder = @Folder and s.key = k.key)
            order by k.at
            """,
            new { mailbox.Id, mailbox.Folder, keys = keys.Select(key => key.Value).ToArray() });
        return [.. open.Select(key => new MessageKey(key))];
    }

    /// <summary>Whether any key of the folder is done with.</summary>
    public async Task<bool> AnyAsync(WatchedMailbox mailbox, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<bool>("select exists (select from settled_key where system_email_id = @Id and folder = @Folder)", new { mailbox.Id, mailbox.Folder });
    }

    /// <summary>Notes keys as part of the caller's transaction.</summary>
    public static Task AddAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, WatchedMailbox mailbox, IEnumerable<string> keys) =>
        connection.ExecuteAsync(
            "insert into settled_key (system_email_id, folder, key) select @Id, @Folder, key from unnest(@keys) as k (key) on conflict do nothing",
            new { mailbox.Id, mailbox.Folder, keys = keys.ToArray() },
            transaction);

    /// <summary>Lets go of keys that the server no longer lists.</summary>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="listed">Every key of the folder.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task KeepOnlyAsync(WatchedMailbox mailbox, IReadOnlyList<MessageKey> listed, CancellationToken cancellation) =>
        leases.AsHolderAsync(
            mailbox.Lease,
            (connection, transaction) => connection.ExecuteAsync(
                """
                delete from settled_key s where s.system_email_id = @Id and s.folder = @Folder
                  and not exists (select from unnest(@keys) as k (key) where k.key = s.key)
                """,
                new { mailbox.Id, mailbox.Folder, keys = listed.Select(key => key.Value).ToArray() },
                transaction),
            cancellation);
}
