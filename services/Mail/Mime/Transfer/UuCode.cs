namespace HelpdeskMail.Mail.Mime.Transfer;

/// <summary>Finds and decodes uuencoded files (POSIX uuencode, historical form): a whole body, or files that lie in the middle of a text.</summary>
internal static class UuCode
{
    /// <summary>The next file at or after <paramref name="from"/>, or null. A file needs its «begin» line and at least one good line of data.</summary>
    public static EncodedBlock? Find(ReadOnlySpan<byte> text, int from)
    {
        while (from < text.Length)
        {
            var found = text[from..].IndexOf("begin "u8);
            if (found < 0)
            {
                return null;
            }

            var start = from + found;
            from = start + 6;
            if ((start == 0 || text[start - 1] == '\n') && TryBegin(text, start, out var name, out var data)
                && ReadLines(text, data, out var dataEnd, out var end))
            {
                return new(name, start, data, dataEnd, end);
            }
        }

        return null;
    }

    /// <summary>Decodes the lines of a file that <see cref="Find"/> found.</summary>
    public static byte[] Decode(ReadOnlySpan<byte> text, EncodedBlock block)
    {
        var lines = text[block.Data..block.DataEnd];
        var output = new byte[DecodedLength(text, block)];
        var length = 0;
        while (!lines.IsEmpty)
        {
            var line = TakeLine(ref lines);
            var wanted = line.IsEmpty ? 0 : Value(line[0]);
            for (var i = 1; wanted > 0; i += 4)
            {
                var group = (At(line, i) << 18) | (At(line, i + 1) << 12) | (At(line, i + 2) << 6) | At(line, i + 3);
                for (var shift = 16; shift >= 0 && wanted > 0; shift -= 8, wanted--)
                {
                    output[length++] = (byte)(group >> shift);
                }
            }
        }

        return output;
    }

    /// <summary>How much a file is: each line begins with its own length, and may be shorter than that where a transport took its blanks.</summary>
    public static int DecodedLength(ReadOnlySpan<byte> text, EncodedBlock block)
    {
        var lines = text[block.Data..block.DataEnd];
        var length = 0;
        while (!lines.IsEmpty)
        {
            var line = TakeLine(ref lines);
            length += line.IsEmpty ? 0 : Value(line[0]);
        }

        return length;
    }

    private static bool TryBegin(ReadOnlySpan<byte> text, int start, out string name, out int data)
    {
        var rest = text[(start + 6)..];
        var line = TakeLine(ref rest);
        data = text.Length - rest.Length;
        name = "";
        var mode = line.IndexOf((byte)' ');
        if (mode is < 3 or > 4 || line[..mode].IndexOfAnyExceptInRange((byte)'0', (byte)'7') >= 0)
        {
            return line.Length is 3 or 4 && line.IndexOfAnyExceptInRange((byte)'0', (byte)'7') < 0;
        }

        name = Charset.CharsetGuess.ForHeader(line).GetString(line[(mode + 1)..].Trim((byte)' '));
        return true;
    }

    private static bool ReadLines(ReadOnlySpan<byte> text, int data, out int dataEnd, out int end)
    {
        var rest = text[data..];
        dataEnd = data;
        end = data;
        while (!rest.IsEmpty)
        {
            var before = text.Length - rest.Length;
            var line = TakeLine(ref rest);
            if (line is [(byte)'e', (byte)'n', (byte)'d'])
            {
                dataEnd = before;
                end = text.Length - rest.Length;
                return dataEnd > data;
            }

            if (line.IsEmpty && before > data && IsEnd(rest))
            {
                // The last line of a file says «nothing more» with a blank, which transports take away.
                (dataEnd, end) = (before, text.Length - rest.Length + 3 + LineEndLength(rest[3..]));
                return true;
            }

            if (!IsData(line))
            {
                // Lost its «end»: what was good so far is the file.
                dataEnd = end = before;
                return dataEnd > data;
            }
        }

        dataEnd = end = text.Length;
        return dataEnd > data;
    }

    private static bool IsEnd(ReadOnlySpan<byte> rest) => rest.StartsWith("end"u8) && (rest.Length == 3 || rest[3] is (byte)'\r' or (byte)'\n');

    private static int LineEndLength(ReadOnlySpan<byte> rest) => rest.StartsWith("\r\n"u8) ? 2 : rest.StartsWith("\n"u8) ? 1 : 0;

    private static bool IsData(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty || line[0] is < 0x20 or > 0x60 || line.IndexOfAnyExceptInRange((byte)0x20, (byte)0x60) >= 0)
        {
            return false;
        }

        // Encoders may drop spaces at the end of a line or add a checksum character, never more.
        var full = 1 + ((Value(line[0]) + 2) / 3 * 4);
        return line.Length <= full + 2;
    }

    private static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return line.TrimEnd((byte)'\r');
    }

    private static int Value(byte b) => (b - 0x20) & 0x3F;

    private static int At(ReadOnlySpan<byte> line, int index) => index < line.Length ? Value(line[index]) : 0;
}
