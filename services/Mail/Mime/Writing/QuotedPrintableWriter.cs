using System.Buffers;

namespace HelpdeskMail.Mail.Mime.Writing;

/// <summary>Writes quoted-printable (RFC 2045 section 6.7): lines of at most 76 characters, never broken within a UTF-8 character.</summary>
internal static class QuotedPrintableWriter
{
    private const int Longest = 76;

    /// <summary>Encodes UTF-8 text whose lines end in CRLF.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> text)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + (text.Length / 8) + 16);
        while (!text.IsEmpty)
        {
            var end = text.IndexOf("\r\n"u8);
            Line(end < 0 ? text : text[..end], output);
            if (end < 0)
            {
                break;
            }

            output.Write("\r\n"u8);
            text = text[(end + 2)..];
        }

        return output.WrittenSpan.ToArray();
    }

    private static void Line(ReadOnlySpan<byte> line, ArrayBufferWriter<byte> output)
    {
        var column = 0;
        // «From » is changed by mbox files, a lone dot by careless SMTP programs, «--» looks like a delimiter.
        var escapeFirst = line.StartsWith("From "u8) || line.StartsWith("."u8) || line.StartsWith("--"u8);
        var i = 0;
        while (i < line.Length)
        {
            var length = CharacterLength(line[i..]);
            var last = i + length == line.Length;
            var plain = length == 1 && IsPlain(line[i], last) && !(i == 0 && escapeFirst);
            var width = plain ? 1 : length * 3;
            if (column + width > (last ? Longest : Longest - 1))
            {
                output.Write("=\r\n"u8);
                column = 0;
                // A soft break must not put «From » or a dot at the start of a line either.
                plain = plain && line[i] is not (byte)'.' and not (byte)'F';
                width = plain ? 1 : length * 3;
            }

            foreach (var b in line.Slice(i, length))
            {
                Write(b, plain, output);
            }

            column += width;
            i += length;
        }
    }

    private static void Write(byte b, bool plain, ArrayBufferWriter<byte> output)
    {
        if (plain)
        {
            output.GetSpan(1)[0] = b;
            output.Advance(1);
            return;
        }

        var span = output.GetSpan(3);
        span[0] = (byte)'=';
        span[1] = "0123456789ABCDEF"u8[b >> 4];
        span[2] = "0123456789ABCDEF"u8[b & 15];
        output.Advance(3);
    }

    private static bool IsPlain(byte b, bool last) => b switch
    {
        (byte)'=' => false,
        (byte)' ' or (byte)'\t' => !last,
        _ => b is > 32 and < 127,
    };

    private static int CharacterLength(ReadOnlySpan<byte> text)
    {
        var length = 1;
        while (text[0] >= 0xC0 && length < 4 && length < text.Length && (text[length] & 0xC0) == 0x80)
        {
            length++;
        }

        return length;
    }
}
