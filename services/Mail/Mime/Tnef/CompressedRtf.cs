using System.Buffers.Binary;

namespace HelpdeskMail.Mail.Mime.Tnef;

/// <summary>Expands compressed RTF (MS-OXRTFCP): references into a ring of 4096 bytes that starts out filled with common RTF.</summary>
internal static class CompressedRtf
{
    private const int Ring = 4096;
    private const uint Compressed = 0x75465A4C;
    private const uint Uncompressed = 0x414C454D;

    private static ReadOnlySpan<byte> Start =>
        "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"u8;

    /// <summary>The RTF; null when the bytes are not compressed RTF. Damaged input gives what came out before the damage.</summary>
    public static byte[]? Expand(ReadOnlySpan<byte> bytes, int limit)
    {
        if (bytes.Length < 16)
        {
            return null;
        }

        var rawSize = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]), (uint)limit);
        var kind = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        bytes = bytes[16..];
        if (kind == Uncompressed)
        {
            return bytes[..Math.Min(rawSize, bytes.Length)].ToArray();
        }

        return kind == Compressed ? Run(bytes, rawSize) : null;
    }

    private static byte[] Run(ReadOnlySpan<byte> bytes, int rawSize)
    {
        // A run of 16 flags and references takes 17 bytes and gives 136 at most, so a wrong size cannot ask for much.
        var output = new List<byte>((int)Math.Min(rawSize, bytes.Length * 9L));
        Span<byte> ring = stackalloc byte[Ring];
        ring.Clear();
        Start.CopyTo(ring);
        var write = Start.Length;
        var i = 0;
        while (i < bytes.Length && output.Count < rawSize)
        {
            var flags = bytes[i++];
            for (var bit = 0; bit < 8 && i < bytes.Length && output.Count < rawSize; bit++)
            {
                if ((flags & (1 << bit)) == 0)
                {
                    Put(bytes[i++], ring, ref write, output);
                    continue;
                }

                if (i + 1 >= bytes.Length)
                {
                    return [.. output];
                }

                var reference = (bytes[i] << 8) | bytes[i + 1];
                i += 2;
                var offset = reference >> 4;
                if (offset == write)
                {
                    return [.. output];
                }

                for (var length = (reference & 15) + 2; length > 0; length--)
                {
                    Put(ring[offset], ring, ref write, output);
                    offset = (offset + 1) % Ring;
                }
            }
        }

        return [.. output];
    }

    private static void Put(byte b, Span<byte> ring, ref int write, List<byte> output)
    {
        output.Add(b);
        ring[write] = b;
        write = (write + 1) % Ring;
    }
}
