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
}
