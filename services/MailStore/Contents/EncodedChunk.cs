namespace HelpdeskMail.MailStore.Contents;

/// <summary>A chunk as it lies in the database.</summary>
/// <param name="Encoding">See <see cref="ChunkEncoding"/>.</param>
/// <param name="Size">Raw size in bytes.</param>
/// <param name="Bytes">The packed bytes.</param>
internal sealed record EncodedChunk(short Encoding, int Size, byte[] Bytes);
