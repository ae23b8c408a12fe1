using System.Buffers;
using System.Security.Cryptography;
using Dapper;
using Npgsql;

namespace HelpdeskMail.MailStore.Contents;

/// <summary>
/// Takes bytes in and keeps them once under their SHA-256. At most one chunk of an upload is in memory. The chunks of a large upload are committed one by
/// one under a name of their own, so that a slow sender holds no transaction; nothing refers to them until <see cref="KeepAsync"/> does so inside the
/// caller's transaction. An upload that breaks off leaves only rows that <see cref="Housekeeping.SweepUploads"/> removes.
/// </summary>
internal sealed class ContentWriter(NpgsqlDataSource database)
{
    /// <summary>
    /// Reads a request's body to its end. One that says beforehand that it is too long is refused before any of its bytes are asked for, so that a caller
    /// that waits for our word (Expect: 100-continue) sends none.
    /// </summary>
    public async Task<Arrival> ReadAsync(HttpRequest request, long limit, CancellationToken cancellation) =>
        request.ContentLength > limit ? new Arrival.TooLarge(limit) : await ReadAsync(request.Body, limit, cancellation);

    /// <summary>Reads the source to its end. Stops as soon as more than <paramref name="limit"/> bytes have come.</summary>
    public async Task<Arrival> ReadAsync(Stream source, long limit, CancellationToken cancellation)
    {
        var body = Guid.CreateVersion7();
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkEncoding.ChunkSize);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            long size = 0, storedSize = 0;
            var written = 0;
            while (true)
            {
                var filled = await source.ReadAtLeastAsync(buffer.AsMemory(0, ChunkEncoding.ChunkSize), ChunkEncoding.ChunkSize, throwOnEndOfStream: false, cancellation);
                size += filled;
                if (size > limit)
                {
                    await DiscardAsync(body, written, cancellation);
                    return new Arrival.TooLarge(limit);
                }

                hash.AppendData(buffer, 0, filled);
                var last = filled < ChunkEncoding.ChunkSize;
                var chunk = filled > 0 ? Encode(buffer.AsSpan(0, filled)) : null;
                storedSize += chunk?.Bytes.Length ?? 0;
                if (last && written == 0)
                {
                    return new Arrival.Whole(new StagedContent(hash.GetHashAndReset(), size, body, storedSize, chunk is null ? 0 : 1, chunk));
                }

                if (chunk is not null)
                {
                    await StageAsync(body, written++, chunk, cancellation);
                }

                if (last)
                {
                    return new Arrival.Whole(new StagedContent(hash.GetHashAndReset(), size, body, storedSize, written, InMemory: null));
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>
    /// Makes staged bytes lasting as part of the caller's transaction. When the same bytes are here already, those are used and the new copy goes; bytes
    /// that a retention rule had removed are here again.
    /// Two callers with the same bytes at once wait for one another on the hash.
    /// </summary>
    public static async Task KeepAsync(StagedContent content, NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        var first = await connection.ExecuteAsync(
            """
            insert into content (hash, body, size, stored_size, chunks) values (@Hash, @Body, @Size, @StoredSize, @Chunks)
            on conflict (hash) do update set body = excluded.body, stored_size = excluded.stored_size, chunks = excluded.chunks, dropped_at = null
              where content.dropped_at is not null
            """,
            content,
            transaction);
        if (first == 0)
        {
            if (content.InMemory is null)
            {
                await connection.ExecuteAsync("delete from chunk where body = @Body; delete from upload where body = @Body", content, transaction);
            }

            return;
        }

        if (content.InMemory is { } chunk)
        {
            await InsertChunkAsync(connection, transaction, content.Body, 0, chunk);
            return;
        }

        if (content.Chunks > 0)
        {
            var staged = await connection.ExecuteAsync("delete from upload where body = @Body", content, transaction);
            if (staged == 0)
            {
                throw new InvalidOperationException($"The staged bytes {content.Body} were swept before they were kept; send them again.");
            }
        }
    }

    /// <summary>Removes staged bytes that will not be kept after all.</summary>
    public Task DiscardAsync(StagedContent content, CancellationToken cancellation) =>
        DiscardAsync(content.Body, content.InMemory is null ? content.Chunks : 0, cancellation);

    private static EncodedChunk Encode(ReadOnlySpan<byte> raw)
    {
        var (encoding, bytes) = ChunkEncoding.Encode(raw);
        return new EncodedChunk(encoding, raw.Length, bytes);
    }

    private async Task StageAsync(Guid body, int ordinal, EncodedChunk chunk, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var listed = await connection.ExecuteAsync(
            ordinal == 0 ? "insert into upload (body) values (@body)" : "update upload set grown_at = now() where body = @body", new { body }, transaction);
        if (listed == 0)
        {
            throw new IOException("The upload stood still for too long and was swept; send it again.");
        }

        await InsertChunkAsync(connection, transaction, body, ordinal, chunk);
        await transaction.CommitAsync(cancellation);
    }

    private static Task<int> InsertChunkAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid body, int ordinal, EncodedChunk chunk) =>
        connection.ExecuteAsync(
            "insert into chunk (body, ordinal, encoding, size, bytes) values (@body, @ordinal, @Encoding, @Size, @Bytes)",
            new { body, ordinal, chunk.Encoding, chunk.Size, chunk.Bytes },
            transaction);

    private async Task DiscardAsync(Guid body, int written, CancellationToken cancellation)
    {
        if (written == 0)
        {
            return;
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("delete from chunk where body = @body; delete from upload where body = @body", new { body });
    }
}
