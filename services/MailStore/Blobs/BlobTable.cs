using Dapper;
using HelpdeskMail.MailStore.Contents;
using Npgsql;

namespace HelpdeskMail.MailStore.Blobs;

/// <summary>Which contents are files of entries and replies. A message's own bytes are not among them, so a file's hash never opens a mail.</summary>
internal sealed class BlobTable(NpgsqlDataSource database)
{
    /// <summary>Keeps the bytes and lists them as a file; false when they were listed before.</summary>
    public async Task<bool> StoreAsync(StagedContent content, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        if (content.InMemory is { } chunk)
        {
            return await connection.ExecuteScalarAsync<bool>(
                """
                with kept as (
                  insert into content (hash, body, size, stored_size, chunks) values (@Hash, @Body, @Size, @StoredSize, @Chunks)
                  on conflict (hash) do update set body = excluded.body, stored_size = excluded.stored_size, chunks = excluded.chunks, dropped_at = null
                    where content.dropped_at is not null
                  returning body),
                bytes as (insert into chunk (body, ordinal, encoding, size, bytes) select body, 0, @Encoding, @raw, @Bytes from kept),
                listed as (insert into blob (hash) values (@Hash) on conflict (hash) do nothing returning hash)
                select exists (select from listed)
                """,
                new { content.Hash, content.Body, content.Size, content.StoredSize, content.Chunks, chunk.Encoding, raw = chunk.Size, chunk.Bytes });
        }

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
}
