using Dapper;
using Npgsql;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>Reads messages by the ids and changes that Graph goes by.</summary>
public sealed class FiledMessages(NpgsqlDataSource database)
{
    private const string Columns =
        "select message.folder_id, uid, content_id, size, flags, categories, received_at, item_id, entry_id, change, born, content.message_id from message join content on content.id = content_id";

    /// <summary>All messages of a folder, or of the mailbox where it is null; newest first.</summary>
    public async Task<IReadOnlyList<FiledMessage>> ListAsync(long mailbox, long? folder, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<FiledMessage>(
            $"""
            {Columns} join folder on folder.id = message.folder_id
            where folder.mailbox_id = @Mailbox and (@Folder is null or folder.id = @Folder)
            order by received_at desc, message.folder_id, uid desc
            """,
            new { Mailbox = mailbox, Folder = folder })];
    }

    /// <summary>The message of an id of either kind; null where this mailbox has none.</summary>
    public async Task<FiledMessage?> FindAsync(long mailbox, string id, CancellationToken cancellation)
    {
        if (ItemId.ReadMessage(id) is not var (item, entry))
        {
            return null;
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<FiledMessage>(
            $"{Columns} join folder on folder.id = message.folder_id where folder.mailbox_id = @Mailbox and (item_id = @Item or entry_id = @Entry)",
            new { Mailbox = mailbox, Item = item, Entry = entry });
    }

    public async Task<FiledMessage?> FindAsync(long mailbox, Guid itemId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<FiledMessage>(
            $"{Columns} join folder on folder.id = message.folder_id where folder.mailbox_id = @Mailbox and item_id = @Item", new { Mailbox = mailbox, Item = itemId });
    }

    /// <summary>The message at a place IMAP knows it by.</summary>
    public async Task<FiledMessage?> FindAsync(long folder, long uid, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<FiledMessage>($"{Columns} where message.folder_id = @Folder and uid = @Uid", new { Folder = folder, Uid = uid });
    }

    /// <summary>Number of the folder's last change.</summary>
    public async Task<long> LastChangeAsync(long folder, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<long>("select changes from folder where id = @Folder", new { Folder = folder });
    }

    /// <summary>What changed after <paramref name="after"/> up to and with <paramref name="upTo"/>, at most <paramref name="most"/>: the message as it is, or, of one that has gone, its ids.</summary>
    public async Task<IReadOnlyList<(long Change, FiledMessage? Message, Guid ItemId, Guid EntryId)>> ChangesAsync(long folder, long after, long upTo, int most, CancellationToken cancellation)
    {
        var range = new { Folder = folder, After = after, UpTo = upTo, Most = most };
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var present = await connection.QueryAsync<FiledMessage>($"{Columns} where message.folder_id = @Folder and change > @After and change <= @UpTo order by change limit @Most", range);
        var gone = await connection.QueryAsync<(long Change, Guid ItemId, Guid EntryId)>(
            """
            select change, item_id, entry_id from message_gone
            where folder_id = @Folder and change > @After and change <= @UpTo
              and not exists (select 1 from message where message.folder_id = @Folder and message.item_id = message_gone.item_id)
            order by change limit @Most
            """,
            range);
        return [.. present.Select(message => (message.Change, (FiledMessage?)message, message.ItemId, message.EntryId))
            .Concat(gone.Select(one => (one.Change, (FiledMessage?)null, one.ItemId, one.EntryId)))
            .OrderBy(one => one.Item1).Take(most)];
    }
}
