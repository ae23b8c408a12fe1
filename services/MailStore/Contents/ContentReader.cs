using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Dapper;
using Npgsql;

namespace HelpdeskMail.MailStore.Contents;

/// <summary>Gives kept bytes out again, one chunk in memory at a time, and no database connection held while a slow reader takes them.</summary>
internal sealed class ContentReader(NpgsqlDataSource database)
{
    /// <summary>Size and place of a content; null when there is none of that hash, or a retention rule has removed its bytes.</summary>
    public async Task<KeptContent?> FindAsync(string address, CancellationToken cancellation)
    {
        if (ContentAddress.Parse(address) is not { } hash)
        {
            return null;
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<KeptContent>("select hash, body, size, chunks from content where hash = @hash and dropped_at is null", new { hash });
    }

    /// <summary>
    /// The bytes in order. The last chunk is given only after the hash of the whole was compared, so nobody ever gets a damaged content complete.
    /// </summary>
    /// <exception cref="ContentDamagedException">The bytes are not the ones the hash names.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(KeptContent content, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var ordinal = 0; ordinal < content.Chunks; ordinal++)
        {
            var raw = ordinal == 0 && content.First is { } first ? ChunkEncoding.Decode(first.Encoding, first.Bytes, first.Size) : await ReadChunkAsync(content.Body, ordinal, cancellation);
            hash.AppendData(raw);
            if (ordinal == content.Chunks - 1 && !hash.GetHashAndReset().AsSpan().SequenceEqual(content.Hash))
            {
                throw new ContentDamagedException($"{Convert.ToHexStringLower(content.Hash)} has another hash now");
            }

            yield return raw;
        }
    }

    private async Task<byte[]> ReadChunkAsync(Guid body, int ordinal, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var chunk = await connection.QuerySingleOrDefaultAsync<EncodedChunk>(
            "select encoding, size, bytes from chunk where body = @body and ordinal = @ordinal", new { body, ordinal });
        return chunk is null
            ? throw new ContentDamagedException($"chunk {ordinal} of {body} is missing")
            : ChunkEncoding.Decode(chunk.Encoding, chunk.Bytes, chunk.Size);
    }
}
