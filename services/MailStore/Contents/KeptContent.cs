namespace HelpdeskMail.MailStore.Contents;

/// <summary>A content's row.</summary>
/// <param name="Hash">SHA-256 of the raw bytes.</param>
/// <param name="Body">Name of the run of chunks.</param>
/// <param name="Size">Raw size in bytes.</param>
/// <param name="Chunks">Number of chunks.</param>
internal sealed record KeptContent(byte[] Hash, Guid Body, long Size, int Chunks)
{
    /// <summary>Its first chunk, where that was read along with it.</summary>
    public EncodedChunk? First { get; init; }
}
