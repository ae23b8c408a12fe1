using System.Security.Cryptography;

namespace HelpdeskMail.MailStore.Contents;

/// <summary>Bytes that have arrived whole but that nothing refers to yet.</summary>
/// <param name="Hash">Their SHA-256.</param>
/// <param name="Size">Their number.</param>
/// <param name="Body">Name of their run of chunks.</param>
/// <param name="StoredSize">Bytes they take after packing.</param>
/// <param name="Chunks">Number of chunks.</param>
/// <param name="InMemory">The only chunk of a small content, not written yet; null when the chunks are already in the database.</param>
internal sealed record StagedContent(byte[] Hash, long Size, Guid Body, long StoredSize, int Chunks, EncodedChunk? InMemory)
{
    /// <summary>The hash as others name it: lower-case hexadecimal.</summary>
    public string Address => Convert.ToHexStringLower(Hash);

    /// <summary>Bytes of one chunk at most, packed and hashed.</summary>
    public static StagedContent Of(ReadOnlySpan<byte> bytes)
    {
        var (encoding, packed) = ChunkEncoding.Encode(bytes);
        var chunk = bytes.IsEmpty ? null : new EncodedChunk(encoding, bytes.Length, packed);
        return new StagedContent(SHA256.HashData(bytes), bytes.Length, Guid.CreateVersion7(), chunk?.Bytes.Length ?? 0, chunk is null ? 0 : 1, chunk);
    }
}
