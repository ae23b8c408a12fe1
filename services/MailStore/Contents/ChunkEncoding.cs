using System.Buffers;
using System.IO.Compression;

namespace HelpdeskMail.MailStore.Contents;

/// <summary>How the bytes of one chunk lie in the database.</summary>
internal static class ChunkEncoding
{
    /// <summary>Raw bytes of a full chunk. Small enough that many uploads side by side cost little memory, large enough to compress well.</summary>
    public const int ChunkSize = 256 * 1024;

    private const short Plain = 0;
    private const short Brotli = 1;

    /// <summary>Level 1 of Brotli: most of mail is base64, of which every level gains the same quarter, and text is packed nearly as well as by slower ones.</summary>
    private const int Quality = 1;

    /// <summary>A window of 2^18 bytes covers one chunk.</summary>
    private const int Window = 18;

    /// <summary>Packs a chunk; keeps it as it is where packing gains less than a tenth (pictures, archives).</summary>
    public static (short Encoding, byte[] Bytes) Encode(ReadOnlySpan<byte> raw)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            var worthIt = raw.Length - raw.Length / 10;
            return BrotliEncoder.TryCompress(raw, buffer.AsSpan(0, worthIt), out var written, Quality, Window)
                ? (Brotli, buffer.AsSpan(0, written).ToArray())
                : (Plain, raw.ToArray());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Unpacks a chunk of <paramref name="size"/> raw bytes.</summary>
    /// <exception cref="ContentDamagedException">The bytes do not unpack to that size.</exception>
    public static byte[] Decode(short encoding, byte[] stored, int size)
    {
        if (encoding == Plain && stored.Length == size)
        {
            return stored;
        }

        var raw = new byte[size];
        return encoding == Brotli && BrotliDecoder.TryDecompress(stored, raw, out var written) && written == size
            ? raw
            : throw new ContentDamagedException("a chunk does not unpack");
    }
}
