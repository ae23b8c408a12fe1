using HelpdeskMail.MailStore.Contents;

namespace HelpdeskMail.MailStore.Receipts;

/// <summary>A content beside its receipt, with its first chunk, which is all of most messages.</summary>
internal sealed class FirstChunkRow
{
    public byte[]? Hash { get; init; }

    public Guid Body { get; init; }

    public long Whole { get; init; }

    public int Chunks { get; init; }

    public short Encoding { get; init; }

    public int Size { get; init; }

    public byte[]? Bytes { get; init; }

    public KeptContent ToContent() => new(Hash!, Body, Whole, Chunks) { First = Bytes is null ? null : new EncodedChunk(Encoding, Size, Bytes) };
}
