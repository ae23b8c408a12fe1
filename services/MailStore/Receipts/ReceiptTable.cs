using System.Diagnostics;
using Dapper;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.MailStore.Contents;
using Npgsql;

namespace HelpdeskMail.MailStore.Receipts;

/// <summary>
/// Which message was read where. The unique place decides that a message is stored once, however often and by however many replicas it is sent here.
/// </summary>
internal sealed class ReceiptTable(NpgsqlDataSource database, ContentWriter contents)
{
    private const string Columns =
        """
        id, system_email_id, source, folder, key, encode(content, 'hex') as content, size, received_at, stored_at, failure, handled_at
        """;

    /// <summary>
    /// Stores a message: its bytes and its receipt in one transaction. A place that is stored already keeps what it has (Exchange gives slightly other bytes
    /// each time it builds a message), except that a receipt of a failure becomes an ordinary one. With <paramref name="join"/>, bytes that another receipt of the same folder holds make no
    /// second receipt.
    /// </summary>
    public async Task<StoredMail> StoreAsync(MailPlace place, StagedContent content, DateTimeOffset receivedAt, bool join, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        if (join && await connection.ExecuteScalarAsync<long?>($"select min(id) from receipt where content = @Hash and {InFolder}", Parameters(place, content.Hash)) is { } joined)
        {
            await contents.DiscardAsync(content, cancellation);
            await FillUnreadAsync(connection, null, place, [place.Key], [content.Hash], [content.Size]);
            return new StoredMail(joined, Created: false, content.Address);
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ContentWriter.KeepAsync(content, connection, transaction);
        var id = await connection.ExecuteScalarAsync<long?>(
            """
            insert into receipt (system_email_id, source, folder, key, content, size, received_at, announce_at, trace_parent)
            values (@SystemEmailId, @Source, @Folder, @Key, @Hash, @Size, @receivedAt, now() + @FirstPause, @Trace)
            on conflict (system_email_id, source, folder, key) do update
              set content = excluded.content, size = excluded.size, failure = null, stored_at = now(), handled_at = null,
                  announce_at = excluded.announce_at, announcements = 0, trace_parent = excluded.trace_parent,
                  received_at = case when receipt.size in (0, excluded.size) then receipt.received_at else excluded.received_at end,
                  header = case when receipt.size in (0, excluded.size) then receipt.header end
              where receipt.content is null
            returning id
            """,
            Parameters(place, content.Hash, content.Size, receivedAt),
            transaction);
        if (id is not null)
        {
            await transaction.CommitAsync(cancellation);
            return new StoredMail(id.Value, Created: true, content.Address);
        }

        await transaction.RollbackAsync(cancellation);
        var known = await connection.QuerySingleAsync<ReceiptRow>($"select {Columns} from receipt where {AtPlace}", Parameters(place));
        if (ReusedKey.MayBe(place.Source) && known.Content != content.Address && !place.Key.EndsWith(ReusedKey.Of("", content.Address), StringComparison.Ordinal))
        {
            if ((await FindRewrittenAsync(connection, null, [(known.Content!, content)])).TryGetValue(content.Address, out var size))
            {
                await contents.DiscardAsync(content, cancellation);
                await FillUnreadAsync(connection, null, place, [place.Key], [Convert.FromHexString(known.Content!)], [size]);
                return new StoredMail(known.Id, Created: false, known.Content!);
            }

            await RenameUnreadAsync(connection, null, place, [place.Key], [ReusedKey.Of(place.Key, content.Address)], [content.Size]);
            var other = await StoreAsync(place with { Key = ReusedKey.Of(place.Key, content.Address) }, content, receivedAt, join: false, cancellation);
            await FillUnreadAsync(connection, null, place, [place.Key], [content.Hash], [content.Size]);
            return other;
        }

        await contents.DiscardAsync(content, cancellation);
        if (known.Content == content.Address)
        {
            await FillUnreadAsync(connection, null, place, [place.Key], [content.Hash], [content.Size]);
        }

        return new StoredMail(known.Id, Created: false, known.Content!);
    }

    /// <summary>Which of some messages are those that are stored already, with other notes of their server in their headers (see <see cref="RewrittenMail"/>). Only small ones are compared.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="transaction">The caller's transaction; null for none.</param>
    /// <param name="messages">Each with the address of what is stored under its key.</param>
    /// <returns>By their addresses, with the sizes of what is stored.</returns>
    internal static async Task<IReadOnlyDictionary<string, long>> FindRewrittenAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, IReadOnlyList<(string Known, StagedContent Read)> messages)
    {
        var small = messages.Where(message => message.Read.InMemory is not null).ToList();
        var rows = await connection.QueryAsync<(string Address, long Size, short Encoding, int ChunkSize, byte[] Bytes)>(
            """
            select read.address, c.size, k.encoding, k.size, k.bytes from unnest(@addresses, @sizes, @hashes) as read (address, size, hash)
            join content c on c.hash = read.hash and c.chunks = 1 and c.dropped_at is null and abs(c.size - read.size) <= @MostNotes
            join chunk k on k.body = c.body and k.ordinal = 0
            """,
            new
            {
                addresses = small.ConvertAll(message => message.Read.Address).ToArray(),
                sizes = small.ConvertAll(message => message.Read.Size).ToArray(),
                hashes = small.ConvertAll(message => Convert.FromHexString(message.Known)).ToArray(),
                RewrittenMail.MostNotes,
            },
            transaction);
        var read = small.DistinctBy(message => message.Read.Address).ToDictionary(message => message.Read.Address, message => message.Read.InMemory!, StringComparer.Ordinal);
        return rows.Where(row => RewrittenMail.IsSame(new EncodedChunk(row.Encoding, row.ChunkSize, row.Bytes), read[row.Address]))
            .DistinctBy(row => row.Address).ToDictionary(row => row.Address, row => row.Size, StringComparer.Ordinal);
    }

    /// <summary>Whether the size that was listed for a failed receipt r may be that of a message that was read: servers that count line ends as one list a little less than what comes.</summary>
    private const string SizeFits = "(r.size = 0 or r.size between read.size - read.size / 25 and read.size)";

    /// <summary>What was listed as failed under keys that other messages had gets the places in which those messages are stored now that they can be read, unless they are there already, or are of another size than
    /// was listed: then what could not be read is another one again.</summary>
    internal static Task<int> RenameUnreadAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, MailPlace place, IReadOnlyCollection<string> keys, IReadOnlyCollection<string> others, long[] sizes) =>
        connection.ExecuteAsync(
            $"""
            update receipt r set key = read.other from unnest(@keys, @others, @sizes) as read (key, other, size)
            where r.system_email_id = @SystemEmailId and r.source = @Source and r.folder = @Folder and r.key = read.key and r.content is null and {SizeFits}
              and not exists (select from receipt o where o.system_email_id = @SystemEmailId and o.source = @Source and o.folder = @Folder and o.key = read.other)
            """,
            new { place.SystemEmailId, Source = place.Source.ToString(), place.Folder, keys = keys.Select(ReusedKey.Unread).ToArray(), others = others.ToArray(), sizes },
            transaction);

    /// <summary>
    /// What was listed as failed under keys that other messages had, and proves to be a message that is stored already, is no longer: it becomes a further receipt of those bytes, and so gives the name free for the next one.
    /// Where it is another one than the first of its name, its size has to be the listed one.
    /// </summary>
    internal static Task<int> FillUnreadAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, MailPlace place, IReadOnlyCollection<string> keys, byte[][] hashes, long[] sizes) =>
        ReusedKey.MayBe(place.Source)
            ? connection.ExecuteAsync(
                $"""
                update receipt r set content = read.hash, size = read.size, failure = null, key = r.key || '~' || r.id, stored_at = now(), handled_at = null, announce_at = now() + @FirstPause, announcements = 0
                from unnest(@keys, @bases, @hashes, @sizes) as read (key, base, hash, size)
                where r.system_email_id = @SystemEmailId and r.source = @Source and r.folder = @Folder and r.key = read.key and r.content is null
                  and ({SizeFits} or exists (
                    select from receipt o where o.system_email_id = @SystemEmailId and o.source = @Source and o.folder = @Folder and o.key = read.base and o.content = read.hash))
                """,
                new { place.SystemEmailId, Source = place.Source.ToString(), place.Folder, keys = keys.Select(ReusedKey.Unread).ToArray(), bases = keys.ToArray(), hashes, sizes, Announcements.AnnounceReceipts.FirstPause },
                transaction)
            : Task.FromResult(0);

    /// <summary>
    /// Lists a message that could not be read whole, with its reason and the header where it could be had. A place that holds the whole message keeps it, and where its key may be another one's by now (see
    /// <see cref="ReusedKey"/>) the failure gets a place of its own unless its size is that of the stored one; a further failure of the same place replaces the reason.
    /// </summary>
    public async Task<MailReceipt> StoreFailureAsync(MailPlace place, StagedContent header, long size, DateTimeOffset receivedAt, string reason, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (header.Size > 0)
        {
            await ContentWriter.KeepAsync(header, connection, transaction);
        }

        var parameters = Parameters(place, header.Size > 0 ? header.Hash : null, size, receivedAt);
        parameters.Add("reason", reason);
        var row = await connection.QuerySingleOrDefaultAsync<ReceiptRow>(
            $"""
            insert into receipt (system_email_id, source, folder, key, header, size, received_at, failure, announce_at, trace_parent)
            values (@SystemEmailId, @Source, @Folder, @Key, @Hash, @Size, @receivedAt, @reason, now() + @FirstPause, @Trace)
            on conflict (system_email_id, source, folder, key) do update
              set header = coalesce(excluded.header, receipt.header), failure = excluded.failure, size = greatest(excluded.size, receipt.size),
                  handled_at = case when excluded.failure = receipt.failure then receipt.handled_at end,
                  announce_at = case when excluded.failure = receipt.failure then receipt.announce_at else excluded.announce_at end, announcements = 0
              where receipt.content is null
            returning {Columns}
            """,
            parameters,
            transaction);
        if (row is null && ReusedKey.MayBe(place.Source) && !ReusedKey.IsUnread(place.Key))
        {
            await transaction.RollbackAsync(cancellation);
            var known = await connection.QuerySingleAsync<ReceiptRow>($"select {Columns} from receipt where {AtPlace}", parameters);
            if (size > 0 && known.Size == size)
            {
                // It is the stored one that cannot be had for the moment.
                return known.ToReceipt();
            }

            return await StoreFailureAsync(place with { Key = ReusedKey.Unread(place.Key) }, header, size, receivedAt, reason, cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return (row ?? await connection.QuerySingleAsync<ReceiptRow>($"select {Columns} from receipt where {AtPlace}", parameters)).ToReceipt();
    }

    /// <summary>One receipt; null when there is none of that number.</summary>
    public async Task<MailReceipt?> FindAsync(long id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QuerySingleOrDefaultAsync<ReceiptRow>($"select {Columns} from receipt where id = @id", new { id }))?.ToReceipt();
    }

    /// <summary>What nobody has reported handled. Only the rows that wait are read, by the index that they are announced by.</summary>
    public async Task<WaitingMail> CountWaitingAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var (count, since) = await connection.QuerySingleAsync<(long, DateTimeOffset?)>("select count(*), min(stored_at) from receipt where handled_at is null and announce_at is not null");
        return new WaitingMail(count, since);
    }

    /// <summary>Receipts with their raw messages, those that there are. The message is null where it could not be read whole or a retention rule has removed it.</summary>
    /// <param name="ids">The receipts.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<IReadOnlyList<(MailReceipt Receipt, KeptContent? Content)>> FindMailsAsync(long[] ids, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return
        [
            .. await connection.QueryAsync<ReceiptRow, FirstChunkRow?, (MailReceipt, KeptContent?)>(
                """
                select r.id, r.system_email_id, r.source, r.folder, r.key, encode(r.content, 'hex') as content, r.size, r.received_at, r.stored_at, r.failure, r.handled_at,
                  c.hash, c.body, c.size as whole, c.chunks, k.encoding, k.size, k.bytes
                from receipt r
                left join content c on c.hash = r.content and c.dropped_at is null
                left join chunk k on k.body = c.body and k.ordinal = 0 and c.chunks = 1
                where r.id = any (@ids)
                """,
                (receipt, chunk) => (receipt.ToReceipt(), chunk?.Hash is null ? null : chunk.ToContent()),
                new { ids },
                splitOn: "hash"),
        ];
    }

    /// <summary>The address of the kept header of a failed receipt; null when none could be had.</summary>
    public async Task<string?> FindHeaderAsync(long id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<string?>("select encode(header, 'hex') from receipt where id = @id", new { id });
    }

    /// <summary>Receipts newest first, those with a lower number than <paramref name="before"/>.</summary>
    public async Task<IReadOnlyList<MailReceipt>> ListAsync(bool failedOnly, Guid? systemEmailId, long? before, int limit, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var rows = await connection.QueryAsync<ReceiptRow>(
            $"""
            select {Columns} from receipt
            where id < coalesce(@before, 9223372036854775807)
              {(failedOnly ? "and failure is not null" : "")}
              {(systemEmailId is null ? "" : "and system_email_id = @systemEmailId")}
            order by id desc limit @limit
            """,
            new { before, systemEmailId, limit });
        return [.. rows.Select(row => row.ToReceipt())];
    }

    /// <summary>Every receipt of the same bytes, oldest first: the same mail seen again in another place.</summary>
    public async Task<IReadOnlyList<MailReceipt>> ListByContentAsync(byte[] hash, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var rows = await connection.QueryAsync<ReceiptRow>($"select {Columns} from receipt where content = @hash order by id limit 200", new { hash });
        return [.. rows.Select(row => row.ToReceipt())];
    }

    /// <summary>
    /// Notes that the helpdesk has committed what became of receipts; the first report counts, and none that speaks of other bytes than its receipt has by now. The commit does not wait for the disk: what is forgotten is
    /// announced and reported once more.
    /// </summary>
    /// <param name="ids">The receipts.</param>
    /// <param name="contents">SHA-256 of the bytes that were handled of each, in hexadecimal; null for none.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task MarkHandledAsync(IReadOnlyList<long> ids, IReadOnlyList<string?> contents, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            with handled as (
              update receipt set handled_at = now(), announce_at = null from unnest(@ids, @contents) as report (id, content)
              where receipt.id = report.id and handled_at is null and receipt.content is not distinct from decode(report.content, 'hex'))
            select set_config('synchronous_commit', 'off', true)
            """,
            new { ids = ids.ToArray(), contents = contents.ToArray() });
    }

    private const string InFolder = "system_email_id = @SystemEmailId and source = @Source and folder = @Folder";
    private const string AtPlace = InFolder + " and key = @Key";

    private static DynamicParameters Parameters(MailPlace place, byte[]? hash = null, long size = 0, DateTimeOffset receivedAt = default)
    {
        var parameters = new DynamicParameters();
        parameters.Add("SystemEmailId", place.SystemEmailId);
        parameters.Add("Source", place.Source.ToString());
        parameters.Add("Folder", place.Folder);
        parameters.Add("Key", place.Key);
        parameters.Add("Hash", hash, System.Data.DbType.Binary);
        parameters.Add("Size", size);
        parameters.Add("receivedAt", receivedAt);
        parameters.Add("FirstPause", Announcements.AnnounceReceipts.FirstPause);
        parameters.Add("Trace", Activity.Current?.Id);
        return parameters;
    }
}
