using System.Buffers;
using System.Buffers.Text;

namespace HelpdeskMail.Mail.Mime.Transfer;

/// <summary>
/// Decodes base64 (RFC 2045 section 6.8) as it arrives: any line lengths, foreign characters skipped, padding missing or in the
/// middle (two encoded pieces put together), plain text after the end (the footer of a mailing list). Keeps what is left of a group of four between calls, so a body can come in chunks.
/// </summary>
internal struct Base64Text
{
    private static readonly SearchValues<byte> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);

    private const int Batch = 4096;

    private uint bits;
    private int sextets;
    private bool padded;
    private bool ended;

    /// <summary>Room that decoding <paramref name="length"/> bytes may need.</summary>
    public static int MaxLength(int length) => (length / 4 * 3) + 6;

    /// <summary>Whether characters are left that make no whole group.</summary>
    public readonly bool IsUnfinished => sextets > 0;

    /// <summary>Whether the group that is left over can only be the beginning of one: its last character holds bits of a byte that is not there.</summary>
    public readonly bool IsCutInsideGroup => sextets switch
    {
        1 => true,
        2 => (bits & 0xF) != 0,
        3 => (bits & 0x3) != 0,
        _ => false,
    };

    /// <summary>Decodes a run of characters of an encoded word; a group that is left over waits for the next run or for <see cref="Finish"/>. The result needs <see cref="MaxLength"/> bytes at most.</summary>
    public int DecodeWord(ReadOnlySpan<char> text, Span<byte> output)
    {
        var length = 0;
        foreach (var c in text)
        {
            if (c < 0x80)
            {
                Push((byte)c, output, ref length);
            }
        }

        return length;
    }

    /// <summary>Decodes <paramref name="source"/>; the result needs <see cref="MaxLength"/> bytes at most.</summary>
    public int Decode(ReadOnlySpan<byte> source, Span<byte> output)
    {
        var length = 0;
        Span<byte> batch = stackalloc byte[Batch];
        // Lines that were put together in vain are not put together again: damage in every line would make each of them be copied a thousand times.
        var oneByOne = int.MaxValue;
        while (!source.IsEmpty && !ended)
        {
            if (sextets == 0 && !padded && source.Length <= oneByOne && FillBatch(source, batch, out var taken) is > 0 and var filled)
            {
                if (Base64.DecodeFromUtf8(batch[..filled], output[length..], out _, out var whole) == OperationStatus.Done)
                {
                    length += whole;
                    source = source[taken..];
                    continue;
                }

                oneByOne = source.Length - taken;
            }

            var end = source.IndexOf((byte)'\n');
            var line = end < 0 ? source : source[..end];
            source = end < 0 ? default : source[(end + 1)..];
            if (!line.IsEmpty && line[^1] == '\r')
            {
                line = line[..^1];
            }

            if (line.IsEmpty)
            {
                continue;
            }

            if (sextets == 0 && (line.Length & 3) == 0
                && Base64.DecodeFromUtf8(line, output[length..], out var consumed, out var written) == OperationStatus.Done && consumed == line.Length)
            {
                length += written;
                padded = line.EndsWith("="u8);
                continue;
            }

            // After padding only another whole encoded piece counts.
            if (padded && !IsWhole(line))
            {
                ended = !line.Trim(" \t"u8).IsEmpty;
                continue;
            }

            foreach (var b in line)
            {
                Push(b, output, ref length);
            }
        }

        return length;
    }

    /// <summary>Writes the bytes of a last group that lacks its padding.</summary>
    public int Finish(Span<byte> output)
    {
        var length = 0;
        if (sextets >= 2)
        {
            output[length++] = (byte)(sextets == 2 ? bits >> 4 : bits >> 10);
        }

        if (sextets == 3)
        {
            output[length++] = (byte)(bits >> 2);
        }

        (bits, sextets) = (0, 0);
        return length;
    }

    /// <summary>
    /// Whole groups on lines of their own are the rule: those are put together without their line ends, so that the vectorised decoder
    /// gets long runs. A last line with padding is left to the caller.
    /// </summary>
    private static int FillBatch(ReadOnlySpan<byte> source, Span<byte> batch, out int taken)
    {
        var filled = 0;
        taken = 0;
        var width = 0;
        while (taken < source.Length)
        {
            var rest = source[taken..];
            // Lines of one body have one length; looking there first saves the search.
            var end = width > 0 && width < rest.Length && rest[width] == '\n' ? width : rest.IndexOf((byte)'\n');
            if (end < 1)
            {
                break;
            }

            var length = rest[end - 1] == '\r' ? end - 1 : end;
            if (length == 0 || (length & 3) != 0 || length > batch.Length - filled || rest[length - 1] == '=')
            {
                break;
            }

            rest[..length].CopyTo(batch[filled..]);
            filled += length;
            taken += end + 1;
            width = end;
        }

        return filled;
    }

    private static bool IsWhole(ReadOnlySpan<byte> line) => (line.Length & 3) == 0 && !line.ContainsAnyExcept(Alphabet);

    private static int Sextet(byte b) => b switch
    {
        >= (byte)'A' and <= (byte)'Z' => b - 'A',
        >= (byte)'a' and <= (byte)'z' => b - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => b - '0' + 52,
        (byte)'+' or (byte)'-' => 62,
        (byte)'/' or (byte)'_' => 63,
        _ => -1,
    };

    private void Push(byte b, Span<byte> output, ref int length)
    {
        if (b == '=')
        {
            padded = true;
            length += Finish(output[length..]);
            return;
        }

        var value = Sextet(b);
        if (value < 0)
        {
            return;
        }

        bits = (bits << 6) | (uint)value;
        if (++sextets == 4)
        {
            output[length] = (byte)(bits >> 16);
            output[length + 1] = (byte)(bits >> 8);
            output[length + 2] = (byte)bits;
            length += 3;
            (bits, sextets) = (0, 0);
        }
    }
}
