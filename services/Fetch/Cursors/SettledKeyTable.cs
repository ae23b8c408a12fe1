using Dapper;
using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.Fetch.Taking;
using HelpdeskMail.Fetch.Watching;
using HelpdeskMail.Mail.Reading;
using Npgsql;

namespace HelpdeskMail.Fetch.Cursors;

/// <summary>
/// The keys that are done with, of folders whose keys have no order. Compared byte by byte, since Graph's ids differ in letter case only. A POP3 server may give the key of a deleted message to
/// another one (RFC 1939 section 7), so that a key whose message was to be deleted is open again wherever it is still listed, and so is one for which another size is listed than before.
/// </summary>
internal sealed class SettledKeyTable(NpgsqlDataSource database, LeaseTable leases)
{
    /// <summary>A message that has left the folder may come back, as one that a person moves to and fro does: for so long its key is known.</summary>
    public static readonly TimeSpan GoneKept = TimeSpan.FromDays(30);

    /// <summary>Those of the keys that are not done with, in the same order.</summary>
    /// <param name="mailbox">The mailbox, at the folder.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="sizeOf">The size that is listed for each; null where none is.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<IReadOnlyList<OpenKey>> FindOpenAsync(WatchedMailbox mailbox, IReadOnlyList<MessageKey> keys, Func<MessageKey, long?> sizeOf, CancellationToken cancellation)
    {
        if (keys.Count == 0)
        {
            return [];
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        var open = await connection.QueryAsync<(string Key, bool Again, bool Resized, bool Wanted)>(
            """
            select k.key, s.key is not null, s.key is not null and not s.deleting, coalesce(s.wanted, false) from unnest(@keys, @sizes) with ordinality as k (key, size, at)
            left join settled_key s on s.system_email_id = @Id and s.folder = @Folder and s.key = k.key
            where s.key is null or s.deleting or s.size <> k.size
            order by k.at
            """,
            new { mailbox.Id, mailbox.Folder, keys = keys.Select(key => key.Value).ToArray(), sizes = keys.Select(sizeOf).ToArray() });
        return [.. open.Select(row => new OpenKey(new MessageKey(row.Key), row.Again, row.Resized, row.Wanted))];
    }

    /// <summary>Whether any key of the folder is done with, apart from those of messages that were to be deleted.</summary>
    public async Task<bool> AnyAsync(WatchedMailbox mailbox, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<bool>("select exists (select from settled_key where system_email_id = @Id and folder = @Folder and not deleting)", new { mailbox.Id, mailbox.Folder });
    }

    /// <summary>Notes keys, with the sizes listed for them and whether their messages are wanted ones, as part of the caller's transaction.</summary>
    public static Task AddAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, WatchedMailbox mailbox, IReadOnlyCollection<(MessageKey Key, bool Wanted)> keys, Func<MessageKey, long?> sizeOf) =>
        connection.ExecuteAsync(
            """
            insert into settled_key (system_email_id, folder, key, size, wanted) select @Id, @Folder, key, size, wanted from unnest(@keys, @sizes, @wanted) as k (key, size, wanted)
            on conflict (system_email_id, folder, key) do update set deleting = false, size = coalesce(excluded.size, settled_key.size), wanted = settled_key.wanted or excluded.wanted
              where settled_key.deleting or excluded.wanted > settled_key.wanted or settled_key.size is distinct from excluded.size
            """,
            new { mailbox.Id, mailbox.Folder, keys = keys.Select(key => key.Key.Value).ToArray(), sizes = keys.Select(key => sizeOf(key.Key)).ToArray(), wanted = keys.Select(key => key.Wanted).ToArray() },
            transaction);

    /// <summary>Takes the sizes that are listed now for those to compare the next ones with, except for messages that are still to be read because of them.</summary>
    public Task NoteSizesAsync(WatchedMailbox mailbox, IReadOnlyList<MessageKey> keys, Func<MessageKey, long?> sizeOf, IReadOnlySet<MessageKey> left, CancellationToken cancellation)
    {
        var noted = keys.Where(key => !left.Contains(key) && sizeOf(key) is not null).ToList();
        return noted.Count == 0
            ? Task.CompletedTask
            : leases.AsHolderAsync(
                mailbox.Lease,
                (connection, transaction) => connection.ExecuteAsync(
                    """
                    update settled_key s set size = k.size from unnest(@keys, @sizes) as k (key, size)
                    where s.system_email_id = @Id and s.folder = @Folder and s.key = k.key and s.size is distinct from k.size and not s.deleting
                    """,
                    new { mailbox.Id, mailbox.Folder, keys = noted.ConvertAll(key => key.Value).ToArray(), sizes = noted.ConvertAll(key => sizeOf(key)).ToArray() },
                    transaction),
                cancellation);
    }

    /// <summary>Notes which messages have left the folder, by the server's own word, and forgets those that left long ago, except for what was never wanted and would be taken for new. One that is listed again is there again.</summary>
    /// <param name="mailbox">The mailbox, at the folder.</param>
    /// <param name="gone">Those that have left.</param>
    /// <param name="listed">Those that are listed.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task GoneAsync(WatchedMailbox mailbox, IReadOnlyCollection<MessageKey> gone, IReadOnlyCollection<MessageKey> listed, CancellationToken cancellation) =>
        gone.Count + listed.Count == 0
            ? Task.CompletedTask
            : leases.AsHolderAsync(
                mailbox.Lease,
                (connection, transaction) => connection.ExecuteAsync(
                    """
                    update settled_key set gone_at = null where system_email_id = @Id and folder = @Folder and key = any(@listed) and gone_at is not null;
                    update settled_key set gone_at = now() where system_email_id = @Id and folder = @Folder and key = any(@gone) and gone_at is null;
                    delete from settled_key where system_email_id = @Id and folder = @Folder and gone_at < now() - @GoneKept and wanted
                    """,
                    new { mailbox.Id, mailbox.Folder, gone = gone.Select(key => key.Value).ToArray(), listed = listed.Select(key => key.Value).ToArray(), GoneKept },
                    transaction),
                cancellation);

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
