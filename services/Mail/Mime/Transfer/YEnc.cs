using HelpdeskMail.Mail.Mime.Charset;

namespace HelpdeskMail.Mail.Mime.Transfer;

/// <summary>Finds and decodes files that news readers put into a text by yEnc (draft 1.3). One piece of several is a file of its own.</summary>
internal static class YEnc
{
    private const int LongestName = 256;

    /// <summary>The next file at or after <paramref name="from"/>, or null. A file needs its first and its last line.</summary>
    public static EncodedBlock? Find(ReadOnlySpan<byte> text, int from)
    {
        while (from < text.Length && text[from..].IndexOf("=ybegin "u8) is >= 0 and var found)
        {
            var start = from + found;
            var data = AfterLine(text, start);
            if ((start == 0 || text[start - 1] == '\n') && text[start..data].IndexOf(" name="u8) is > 0 and var at)
            {
                var name = text[(start + at + 6)..data].Trim(" \r\n\""u8);
                data = text[data..].StartsWith("=ypart "u8) ? AfterLine(text, data) : data;
                // Without an end there is none further on either.
                return text[data..].IndexOf("\n=yend"u8) is >= 0 and var length
                    ? new(CharsetGuess.ForHeader(name).GetString(name[..Math.Min(name.Length, LongestName)]), start, data, data + length + 1, AfterLine(text, data + length + 1))
                    : null;
            }

            from = data;
        }

        return null;
    }

    /// <summary>Decodes the lines of a file that <see cref="Find"/> found.</summary>
    public static byte[] Decode(ReadOnlySpan<byte> text, EncodedBlock block)
    {
        var lines = text[block.Data..block.DataEnd];
        var output = new byte[lines.Length];
        var length = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            switch (lines[i])
            {
                case (byte)'\r' or (byte)'\n':
                    break;
                case (byte)'=' when i + 1 < lines.Length:
                    output[length++] = (byte)(lines[++i] - 64 - 42);
                    break;
                // Of a line that begins with a dot the transport of news doubles it.
                case (byte)'.' when i > 1 && lines[i - 1] == '\n' && i + 1 < lines.Length && lines[i + 1] == '.':
                    break;
                default:
                    output[length++] = (byte)(lines[i] - 42);
                    break;
            }
        }

        return output[..length];
    }

    private static int AfterLine(ReadOnlySpan<byte> text, int from) => text[from..].IndexOf((byte)'\n') is >= 0 and var end ? from + end + 1 : text.Length;
}
