using Dapper;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.MailStore.Announcements;
using HelpdeskMail.MailStore.Receipts;
using Npgsql;
using NpgsqlTypes;

namespace HelpdeskMail.MailStore.Batches;

/// <summary>
/// Stores the messages of a batch in one transaction of four statements and one COPY, with the same outcome as one after the other. Rows are taken in the
/// order of their keys, so that batches side by side wait for one another and never in a circle.
/// </summary>
internal sealed class BatchStore(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Stores the messages; gives their receipts in the same order.</summary>
    /// <param name="place">Where they lay; its key is left out.</param>
    /// <param name="messages">Messages with distinct keys.</param>
    /// <param name="join">Whether bytes that another receipt of the same folder holds make no second receipt.</param>
    /// <param name="cancellation">Breaks off; nothing is stored then.</param>
    public async Task<IReadOnlyList<StoredMail>> StoreAsync(MailPlace place, IReadOnlyList<BatchedMessage> messages, bool join, CancellationToken cancellation)
    {
        var answers = new Dictionary<string, StoredMail>(StringComparer.Ordinal);
        if (messages.Count == 0)
        {
            return [];
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var left = join ? await JoinAsync(connection, transaction, place, messages, answers) : [.. messages];
        await FillUnreadAsync(connection, transaction, place, [.. messages.Where(message => answers.ContainsKey(message.Head.Key))], answers);
        if (left.Count > 0)
        {
            var kept = await KeepAsync(connection, transaction, left, cancellation);
            var created = await InsertReceiptsAsync(connection, transaction, place, left);
            foreach (var message in left.Where(message => created.ContainsKey(message.Head.Key)))
            {
                answers[message.Head.Key] = new StoredMail(created[message.Head.Key], Created: true, message.Content!.Address);
            }

            if (created.Count < left.Count)
            {
                await FindKnownAsync(connection, transaction, place, left, answers);
                await StoreReusedAsync(connection, transaction, place, left, answers);
                await FillUnreadAsync(connection, transaction, place, left.FindAll(message => !created.ContainsKey(message.Head.Key)), answers);
                await DropUnusedAsync(connection, transaction, kept);
            }
        }

        await transaction.CommitAsync(cancellation);
        return [.. messages.Select(message => answers[message.Head.Key])];
    }

    private static async Task<List<BatchedMessage>> JoinAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, MailPlace place, IReadOnlyList<BatchedMessage> messages, Dictionary<string, StoredMail> answers)
    {
        var rows = await connection.QueryAsync<(string Content, long Id)>(
            """
            select encode(content, 'hex'), min(id) from receipt
            where content = any(@hashes) and system_email_id = @SystemEmailId and source = @Source and folder = @Folder group by content
            """,
            new { hashes = messages.Select(message => message.Content!.Hash).ToArray(), place.SystemEmailId, Source = place.Source.ToString(), place.Folder },
            transaction);
        var known = rows.ToDictionary(row => row.Content, row => row.Id, StringComparer.Ordinal);
        var left = new List<BatchedMessage>();
        foreach (var message in messages)
        {
            if (known.TryGetValue(message.Content!.Address, out var id))
            {
                answers[message.Head.Key] = new StoredMail(id, Created: false, message.Content.Address);
            }
            else
            {
                left.Add(message);
            }
        }

        return left;
    }

    /// <summary>Keeps the bytes that are not here yet; gives their hashes.</summary>
    private static async Task<List<byte[]>> KeepAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<BatchedMessage> messages, CancellationToken cancellation)
    {
        var contents = messages.Select(message => message.Content!).DistinctBy(content => content.Address).OrderBy(content => content.Address, StringComparer.Ordinal).ToList();
        var bodies = (await connection.QueryAsync<Guid>(
            """
            insert into content (hash, body, size, stored_size, chunks)
            select * from unnest(@hashes, @bodies, @sizes, @storedSizes, @chunks)
            on conflict (hash) do update set body = excluded.body, stored_size = excluded.stored_size, chunks = excluded.chunks, dropped_at = null
              where content.dropped_at is not null
            returning body
            """,
            new
            {
                hashes = contents.ConvertAll(content => content.Hash).ToArray(),
                bodies = contents.ConvertAll(content => content.Body).ToArray(),
                sizes = contents.ConvertAll(content => content.Size).ToArray(),
                storedSizes = contents.ConvertAll(content => content.StoredSize).ToArray(),
                chunks = contents.ConvertAll(content => content.Chunks).ToArray(),
            },
            transaction)).ToHashSet();
        contents.RemoveAll(content => !bodies.Contains(content.Body));
        await using var copy = await connection.BeginBinaryImportAsync("copy chunk (body, ordinal, encoding, size, bytes) from stdin binary", cancellation);
        foreach (var content in contents)
        {
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(content.Body, NpgsqlDbType.Uuid, cancellation);
            await copy.WriteAsync(0, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(content.InMemory!.Encoding, NpgsqlDbType.Smallint, cancellation);
            await copy.WriteAsync(content.InMemory.Size, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(content.InMemory.Bytes, NpgsqlDbType.Bytea, cancellation);
        }

        await copy.CompleteAsync(cancellation);
        return contents.ConvertAll(content => content.Hash);
    }

    private async Task<Dictionary<string, long>> InsertReceiptsAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, MailPlace place, List<BatchedMessage> messages)
    {
        var sorted = messages.OrderBy(message => message.Head.Key, StringComparer.Ordinal).ToList();
        var now = time.GetUtcNow();
        var rows = await connection.QueryAsync<(string Key, long Id)>(
            """
            insert into receipt (system_email_id, source, folder, key, content, size, received_at, announce_at, trace_parent)
            select @SystemEmailId, @Source, @Folder, key, hash, size, received_at, now() + @FirstPause, trace
            from unnest(@keys, @hashes, @sizes, @receivedAt, @traces) as new (key, hash, size, received_at, trace)
            on conflict (system_email_id, source, folder, key) do update
              set content = excluded.content, size = excluded.size, failure = null, stored_at = now(), handled_at = null,
                  announce_at = excluded.announce_at, announcements = 0, trace_parent = excluded.trace_parent,
                  received_at = case when receipt.size in (0, excluded.size) then receipt.received_at else excluded.received_at end,
                  header = case when receipt.size in (0, excluded.size) then receipt.header end
              where receipt.content is null
            returning key, id
            """,
            new
            {
                place.SystemEmailId,
                Source = place.Source.ToString(),
                place.Folder,
                AnnounceReceipts.FirstPause,
                keys = sorted.ConvertAll(message => message.Head.Key).ToArray(),
                hashes = sorted.ConvertAll(message => message.Content!.Hash).ToArray(),
                sizes = sorted.ConvertAll(message => message.Content!.Size).ToArray(),
                receivedAt = sorted.ConvertAll(message => (message.Head.ReceivedAt ?? now).ToUniversalTime()).ToArray(),
                traces = sorted.ConvertAll(message => message.Head.Trace).ToArray(),
            },
            transaction);
        return rows.ToDictionary(row => row.Key, row => row.Id, StringComparer.Ordinal);
    }

    private static async Task FindKnownAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, MailPlace place, List<BatchedMessage> messages, Dictionary<string, StoredMail> answers)
    {
        var keys = messages.Select(message => message.Head.Key).Where(key => !answers.ContainsKey(key)).ToArray();
        var known = await connection.QueryAsync<(string Key, long Id, string Content)>(
            "select key, id, encode(content, 'hex') from receipt where system_email_id = @SystemEmailId and source = @Source and folder = @Folder and key = any(@keys)",
            new { place.SystemEmailId, Source = place.Source.ToString(), place.Folder, keys },
            transaction);
        foreach (var (key, id, content) in known)
        {
            answers[key] = new StoredMail(id, Created: false, content);
        }
    }

    /// <summary>Messages whose key was that of another one get places of their own.</summary>
    private async Task StoreReusedAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, MailPlace place, List<BatchedMessage> messages, Dictionary<string, StoredMail> answers)
    {
        var reused = ReusedKey.MayBe(place.Source) ? messages.FindAll(message => answers[message.Head.Key].Content != message.Content!.Address) : [];
        reused = await WithoutRewrittenAsync(connection, transaction, place, reused, answers);
        if (reused.Count == 0)
        {
            return;
        }

        var renamed = reused.ConvertAll(message => message with { Head = message.Head with { Key = ReusedKey.Of(message.Head.Key, message.Content!.Address) } });
        await ReceiptTable.RenameUnreadAsync(connection, transaction, place, reused.ConvertAll(message => message.Head.Key), renamed.ConvertAll(message => message.Head.Key), [.. renamed.Select(message => message.Content!.Size)]);
        var stored = new Dictionary<string, StoredMail>(StringComparer.Ordinal);
        foreach (var (key, id) in await InsertReceiptsAsync(connection, transaction, place, renamed))
        {
            stored[key] = new StoredMail(id, Created: true, "");
        }

        await FindKnownAsync(connection, transaction, place, renamed, stored);
        foreach (var (message, other) in reused.Zip(renamed))
        {
            answers[message.Head.Key] = stored[other.Head.Key] with { Content = message.Content!.Address };
        }
    }

    /// <summary>Leaves out the messages that are the known ones of their keys with other notes of the server in their headers: those keep what is stored.</summary>
    private static async Task<List<BatchedMessage>> WithoutRewrittenAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, MailPlace place, List<BatchedMessage> messages, Dictionary<string, StoredMail> answers)
    {
        if (messages.Count == 0)
        {
            return messages;
        }

        var same = await ReceiptTable.FindRewrittenAsync(connection, transaction, messages.ConvertAll(message => (answers[message.Head.Key].Content, message.Content!)));
        var rewritten = messages.FindAll(message => same.ContainsKey(message.Content!.Address));
        await ReceiptTable.FillUnreadAsync(
            connection,
            transaction,
            place,
            [.. rewritten.Select(message => message.Head.Key)],
            [.. rewritten.Select(message => Convert.FromHexString(answers[message.Head.Key].Content))],
            [.. rewritten.Select(message => same[message.Content!.Address])]);
        return messages.FindAll(message => !same.ContainsKey(message.Content!.Address));
    }

    /// <summary>What was listed as failed under the keys of known messages is read by now.</summary>
    private static Task<int> FillUnreadAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, MailPlace place, List<BatchedMessage> messages, Dictionary<string, StoredMail> answers)
    {
        var read = messages.FindAll(message => answers[message.Head.Key].Content == message.Content!.Address);
        return read.Count == 0 ? Task.FromResult(0) : ReceiptTable.FillUnreadAsync(
            connection, transaction, place, [.. read.Select(message => message.Head.Key)], [.. read.Select(message => message.Content!.Hash)], [.. read.Select(message => message.Content!.Size)]);
    }

    /// <summary>Bytes of places that keep what they had are not kept beside it.</summary>
    private static Task<int> DropUnusedAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<byte[]> kept) =>
        connection.ExecuteAsync(
            """
            with unused as (
              delete from content c where hash = any(@kept)
                and not exists (select from receipt r where r.content = c.hash or r.header = c.hash) and not exists (select from blob b where b.hash = c.hash)
              returning body)
            delete from chunk where body in (select body from unused)
            """,
            new { kept },
            transaction);
}
