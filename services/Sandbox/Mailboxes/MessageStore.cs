using Dapper;
using HelpdeskMail.Mail.Mime;
using Npgsql;

namespace HelpdeskMail.Sandbox.Mailboxes;

/// <summary>Messages in folders. A message's bytes are kept once, however many folders hold it, and go with the last of them.</summary>
public sealed class MessageStore(NpgsqlDataSource database, MailboxEvents events, TimeProvider time)
{
    /// <summary>Keeps bytes that messages may then point to.</summary>
    public async Task<long> KeepAsync(byte[] raw, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleAsync<long>(
            "insert into content (raw, message_id) values (@Raw, @MessageId) returning id", new { Raw = raw, MimeMessage.Parse(raw).MessageId });
    }

    public async Task<byte[]> RawAsync(long contentId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleAsync<byte[]>("select raw from content where id = @Id", new { Id = contentId });
    }

    /// <summary>The bytes; null where the last message that had them went meanwhile.</summary>
    public async Task<byte[]?> FindRawAsync(long contentId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<byte[]>("select raw from content where id = @Id", new { Id = contentId });
    }

    /// <summary>Adds a message to a folder.</summary>
    /// <returns>Its UID.</returns>
    public async Task<long> AddAsync(long folder, byte[] raw, IEnumerable<string> flags, DateTimeOffset? receivedAt, CancellationToken cancellation)
    {
        var content = await KeepAsync(raw, cancellation);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var uid = await connection.QuerySingleAsync<long>(
            """
            with numbered as (update folder set uid_next = uid_next + 1 where id = @Folder returning uid_next - 1 as uid)
            insert into message (folder_id, uid, content_id, size, flags, received_at)
            select @Folder, uid, @Content, @Size, @Flags, @ReceivedAt from numbered
            returning uid
            """,
            new { Folder = folder, Content = content, Size = raw.Length, Flags = flags.ToArray(), ReceivedAt = receivedAt ?? time.GetUtcNow() });
        events.Changed(folder);
        return uid;
    }

    /// <summary>The folder's messages by UID.</summary>
    public async Task<IReadOnlyList<FolderMessage>> ListAsync(long folder, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<FolderMessage>("select * from message where folder_id = @Folder order by uid", new { Folder = folder })];
    }

    public async Task<FolderMessage?> FindAsync(long folder, long uid, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<FolderMessage>(
            "select * from message where folder_id = @Folder and uid = @Uid", new { Folder = folder, Uid = uid });
    }

    /// <summary>Takes the \Recent mark off every message of the folder.</summary>
    public async Task ClearRecentAsync(long folder, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("update message set recent = false where folder_id = @Folder and recent", new { Folder = folder });
    }

    public async Task SetFlagsAsync(long folder, long uid, IEnumerable<string> flags, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            "update message set flags = @Flags where folder_id = @Folder and uid = @Uid", new { Folder = folder, Uid = uid, Flags = flags.ToArray() });
        events.Changed(folder);
    }

    /// <summary>Adds and removes flags in one statement, so that what another session sets meanwhile stays.</summary>
    /// <returns>The flags after it; null where the message is gone.</returns>
    public async Task<string[]?> ChangeFlagsAsync(long folder, long uid, IEnumerable<string> added, IEnumerable<string> removed, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var flags = await connection.QuerySingleOrDefaultAsync<string[]>(
            """
            update message set flags = array(
              select flag from unnest(flags || @Added) with ordinality as list (flag, place)
              where flag <> all (@Removed) group by flag order by min(place))
            where folder_id = @Folder and uid = @Uid
            returning flags
            """,
            new { Folder = folder, Uid = uid, Added = added.ToArray(), Removed = removed.ToArray() });
        events.Changed(folder);
        return flags;
    }

    /// <summary>Puts other categories in the place of a message's, which Graph alone knows.</summary>
    public async Task SetCategoriesAsync(long folder, long uid, IEnumerable<string> categories, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            "update message set categories = @Categories where folder_id = @Folder and uid = @Uid", new { Folder = folder, Uid = uid, Categories = categories.ToArray() });
        events.Changed(folder);
    }

    /// <summary>Copies messages of one folder in the order given.</summary>
    /// <returns>The new UIDs in the same order; null, and nothing copied, where one of the messages went meanwhile.</returns>
    public async Task<IReadOnlyList<long>?> CopyAsync(IReadOnlyList<FolderMessage> messages, long target, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var present = await connection.QueryAsync<long>(
            "select uid from message where folder_id = @Folder and uid = any(@Uids) for update",
            new { Folder = messages[0].FolderId, Uids = messages.Select(message => message.Uid).ToArray() },
            transaction);
        if (present.Count() < messages.Count)
        {
            return null;
        }

        var first = await connection.QuerySingleAsync<long>(
            "update folder set uid_next = uid_next + @Count where id = @Target returning uid_next - @Count", new { Target = target, messages.Count }, transaction);
        var uids = messages.Select((_, index) => first + index).ToList();
        await connection.ExecuteAsync(
            """
            insert into message (folder_id, uid, content_id, size, flags, received_at, categories)
            select @Target, @Uid, @ContentId, @Size, @Flags, @ReceivedAt, categories from message where folder_id = @FolderId and uid = @Old
            """,
            messages.Zip(uids, (message, uid) => new { Target = target, Uid = uid, message.FolderId, Old = message.Uid, message.ContentId, message.Size, message.Flags, message.ReceivedAt }),
            transaction);
        await transaction.CommitAsync(cancellation);
        events.Changed(target);
        return uids;
    }

    /// <summary>Moves messages in the order given; each keeps its item id and gets another entry id, as in Exchange.</summary>
    /// <returns>The new UIDs in the same order. A message that went meanwhile is left out of the folder, its number unused.</returns>
    public async Task<IReadOnlyList<long>> MoveAsync(IReadOnlyList<FolderMessage> messages, long target, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var first = await connection.QuerySingleAsync<long>(
            "update folder set uid_next = uid_next + @Count where id = @Target returning uid_next - @Count", new { Target = target, messages.Count }, transaction);
        var uids = messages.Select((_, index) => first + index).ToList();
        foreach (var (message, uid) in messages.Zip(uids))
        {
            var gone = await connection.QuerySingleOrDefaultAsync<(Guid? ItemId, string[] Flags, string[] Categories)>(
                "delete from message where folder_id = @FolderId and uid = @Uid returning item_id, flags, categories", new { message.FolderId, message.Uid }, transaction);
            await connection.ExecuteAsync(
                """
                insert into message (folder_id, uid, content_id, size, flags, received_at, item_id, categories)
                select @Target, @Uid, @ContentId, @Size, @Flags, @ReceivedAt, @ItemId, @Categories where @ItemId is not null
                """,
                new { Target = target, Uid = uid, message.ContentId, message.Size, gone.Flags, message.ReceivedAt, gone.ItemId, gone.Categories },
                transaction);
        }

        await transaction.CommitAsync(cancellation);
        foreach (var folder in messages.Select(message => message.FolderId).Append(target).Distinct())
        {
            events.Changed(folder);
        }

        return uids;
    }

    /// <summary>Puts other bytes in the place of a message's, as a change of a draft does.</summary>
    public async Task ReplaceAsync(long folder, long uid, byte[] raw, CancellationToken cancellation)
    {
        var content = await KeepAsync(raw, cancellation);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            with old as (select content_id from message where folder_id = @Folder and uid = @Uid),
                 changed as (update message set content_id = @Content, size = @Size where folder_id = @Folder and uid = @Uid)
            delete from content using old where content.id = old.content_id
              and not exists (select 1 from submission where submission.content_id = content.id)
              and not exists (select 1 from message where message.content_id = content.id and not (folder_id = @Folder and uid = @Uid))
            """,
            new { Folder = folder, Uid = uid, Content = content, Size = raw.Length });
        events.Changed(folder);
    }

    public async Task RemoveAsync(long folder, IEnumerable<long> uids, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            with gone as (delete from message where folder_id = @Folder and uid = any(@Uids) returning content_id, uid)
            delete from content using gone where content.id = gone.content_id
              and not exists (select 1 from submission where submission.content_id = content.id)
              and not exists (select 1 from message where message.content_id = content.id
                              and not (message.folder_id = @Folder and message.uid = any(@Uids)))
            """,
            new { Folder = folder, Uids = uids.ToArray() });
        events.Changed(folder);
    }
}
