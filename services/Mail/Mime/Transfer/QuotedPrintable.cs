using System.Numerics;
using System.Runtime.Intrinsics;

namespace HelpdeskMail.Mail.Mime.Transfer;

/// <summary>
/// Decodes quoted-printable (RFC 2045 section 6.7) as it arrives: lower-case digits, «=» that is not an escape (kept as it is),
/// white space that a transport added at the end of a line (removed), lines of any length and either line end.
/// </summary>
internal static class QuotedPrintable
{
    /// <summary>Decodes whole lines. The result is never longer than the source.</summary>
    /// <param name="source">The lines.</param>
    /// <param name="output">Room for the result.</param>
    /// <param name="last">Whether the source ends here, so that white space at its end is the end of a line.</param>
    public static int Decode(ReadOnlySpan<byte> source, Span<byte> output, bool last = true)
    {
        var length = 0;
        while (!source.IsEmpty)
        {
            var end = source.IndexOf((byte)'\n');
            var line = end < 0 ? source : source[..end];
            source = end < 0 ? default : source[(end + 1)..];
            var crlf = end > 0 && line[^1] == '\r';
            line = end >= 0 || last ? WithoutBlanks(line) : line;
            var soft = !line.IsEmpty && line[^1] == '=' && (end >= 0 || last);
            length += DecodeLine(soft ? line[..^1] : line, output[length..]);
            if (end >= 0 && !soft)
            {
                if (crlf)
                {
                    output[length++] = (byte)'\r';
                }

                output[length++] = (byte)'\n';
            }
        }

        return length;
    }

    /// <summary>How much of the start of <paramref name="source"/> can be decoded before the rest is there; 0 when nothing can.</summary>
    public static int SafeCut(ReadOnlySpan<byte> source)
    {
        var end = source.LastIndexOf((byte)'\n');
        if (end >= 0)
        {
            return end + 1;
        }

        var length = source.TrimEnd(" \t\r"u8).Length;
        var escape = source[Math.Max(0, length - 2)..length].IndexOf((byte)'=');
        return escape < 0 ? length : Math.Max(0, length - 2) + escape;
    }

    private static int DecodeLine(ReadOnlySpan<byte> line, Span<byte> output)
    {
        var length = 0;
        var i = 0;
        while (i < line.Length)
        {
            if (line[i] != '=')
            {
                var plain = CopyPlain(line[i..], output[length..]);
                length += plain;
                i += plain;
            }
            else if (i + 2 < line.Length && Hex.TryByte(line[i + 1], line[i + 2], out var value))
            {
                output[length++] = value;
                i += 3;
            }
            else
            {
                output[length++] = (byte)'=';
                i++;
            }
        }

        return length;
    }

    /// <summary>Copies up to the next «=», sixteen bytes at a time: text beyond ASCII has short runs, for which searching first costs more than copying.</summary>
    private static int CopyPlain(ReadOnlySpan<byte> line, Span<byte> output)
    {
        var copied = 0;
        while (line.Length - copied >= Vector128<byte>.Count && output.Length - copied >= Vector128<byte>.Count)
        {
            var chunk = Vector128.Create(line.Slice(copied, Vector128<byte>.Count));
            chunk.CopyTo(output[copied..]);
            var escapes = Vector128.Equals(chunk, Vector128.Create((byte)'=')).ExtractMostSignificantBits();
            if (escapes != 0)
            {
                return copied + BitOperations.TrailingZeroCount(escapes);
            }

            copied += Vector128<byte>.Count;
        }

        while (copied < line.Length && line[copied] != '=')
        {
            output[copied] = line[copied];
            copied++;
        }

        return copied;
    }

    private static ReadOnlySpan<byte> WithoutBlanks(ReadOnlySpan<byte> line)
    {
        var end = line.Length;
        while (end > 0 && line[end - 1] is (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            end--;
        }

        return line[..end];
    }
}
