using Dapper;
using HelpdeskMail.MailStore.Contents;
using HelpdeskMail.ServiceDefaults.Database;
using Npgsql;

namespace HelpdeskMail.MailStore.Blobs;

/// <summary>Which contents are files of entries and replies. A message's own bytes are not among them, so a file's hash never opens a mail.</summary>
internal sealed class BlobTable
{
    private const int MostAtOnce = 100;
    private const long MostBytesAtOnce = 8 * 1024 * 1024;

    private readonly NpgsqlDataSource database;
    private readonly Coalescer<StagedContent, bool> small;

    public BlobTable(NpgsqlDataSource database)
    {
        this.database = database;
        small = new Coalescer<StagedContent, bool>(StoreSmallAsync, content => content.StoredSize, MostAtOnce, MostBytesAtOnce, exception => exception is PostgresException);
    }

    /// <summary>Keeps the bytes and lists them as a file; false when they were listed before. Small files that come while others are being kept share the next transaction.</summary>
    public async Task<bool> StoreAsync(StagedContent content, CancellationToken cancellation)
    {
        if (content.InMemory is not null)
        {
            return await small.RunAsync(content).WaitAsync(cancellation);
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ContentWriter.KeepAsync(content, connection, transaction);
        var created = await connection.ExecuteAsync("insert into blob (hash) values (@Hash) on conflict (hash) do nothing", new { content.Hash }, transaction);
        await transaction.CommitAsync(cancellation);
        return created == 1;
    }

    /// <summary>Whether a file of that hash is listed.</summary>
    public async Task<bool> ContainsAsync(string address, CancellationToken cancellation)
    {
        if (ContentAddress.Parse(address) is not { } hash)
        {
            return false;
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<bool>("select exists (select from blob where hash = @hash)", new { hash });
    }

    /// <summary>Rows are taken in the order of their hashes, so that batches side by side wait for one another and never in a circle. Of the same bytes twice the first are the ones listed.</summary>
    private async Task<IReadOnlyList<bool>> StoreSmallAsync(IReadOnlyList<StagedContent> contents)
    {
        var distinct = contents.DistinctBy(content => content.Address, StringComparer.Ordinal).OrderBy(content => content.Address, StringComparer.Ordinal).ToList();
        await using var connection = await database.OpenConnectionAsync();
        var listed = (await connection.QueryAsync<Guid>(
            """
            with given as materialized (
              select * from unnest(@hashes, @bodies, @sizes, @storedSizes, @encodings, @bytes) as given (hash, body, size, stored_size, encoding, bytes)),
            kept as (
              insert into content (hash, body, size, stored_size, chunks) select hash, body, size, stored_size, 1 from given
              on conflict (hash) do update set body = excluded.body, stored_size = excluded.stored_size, chunks = excluded.chunks, dropped_at = null
                where content.dropped_at is not null
              returning body),
            written as (insert into chunk (body, ordinal, encoding, size, bytes) select body, 0, encoding, size, bytes from given where body in (select body from kept)),
            listed as (insert into blob (hash) select hash from given on conflict (hash) do nothing returning hash)
            select body from given where hash in (select hash from listed)
            """,
            new
            {
                hashes = distinct.ConvertAll(content => content.Hash).ToArray(),
                bodies = distinct.ConvertAll(content => content.Body).ToArray(),
                sizes = distinct.ConvertAll(content => content.InMemory!.Size).ToArray(),
                storedSizes = distinct.ConvertAll(content => content.StoredSize).ToArray(),
                encodings = distinct.ConvertAll(content => content.InMemory!.Encoding).ToArray(),
                bytes = distinct.ConvertAll(content => content.InMemory!.Bytes).ToArray(),
            })).ToHashSet();
        return [.. contents.Select(content => listed.Contains(content.Body))];
    }
}
