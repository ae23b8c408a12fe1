using System.Text;

namespace HelpdeskMail.Mail.Mime.Writing;

/// <summary>The body of a text part with the encoding that suits it: as it is, quoted-printable, or base64 where that is shorter.</summary>
internal sealed record BodyText(string Charset, string Encoding, byte[] Bytes)
{
    private const int LongestLine = 78;

    /// <summary>Encodes text; line ends become CRLF, and the last line gets one.</summary>
    public static BodyText From(string text)
    {
        var utf8 = System.Text.Encoding.UTF8.GetBytes(Normalise(text));
        var charset = Ascii.IsValid(utf8) ? "us-ascii" : "utf-8";
        if (charset == "us-ascii" && CanStay(utf8))
        {
            return new(charset, "7bit", utf8);
        }

        var quoted = QuotedPrintableWriter.Encode(utf8);
        return quoted.Length <= utf8.Length / 3 * 4 * 78 / 76 || utf8.Length < 64
            ? new(charset, "quoted-printable", quoted)
            : new(charset, "base64", Base64Lines(utf8));
    }

    private static string Normalise(string text)
    {
        // Half a surrogate pair cannot be sent; GetBytes writes U+FFFD for it.
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace("\n", "\r\n", StringComparison.Ordinal);
        return lines.Length == 0 || lines.EndsWith('\n') ? lines : lines + "\r\n";
    }

    /// <summary>Whether no server or program on the way will change the bytes: short lines, no controls, nothing that looks like a delimiter or an mbox line.</summary>
    private static bool CanStay(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf("\r\n"u8);
            var line = bytes[..end];
            bytes = bytes[(end + 2)..];
            if (line.Length > LongestLine || line.StartsWith("From "u8) || line.StartsWith("--=_"u8) || line.StartsWith("."u8)
                || (line.Length > 0 && line[^1] is (byte)' ' or (byte)'\t' && !line.SequenceEqual("-- "u8))
                || line.IndexOfAnyExceptInRange((byte)' ', (byte)'~') is >= 0 and var odd && line[odd] != '\t')
            {
                return false;
            }
        }

        return true;
    }

    private static byte[] Base64Lines(ReadOnlySpan<byte> bytes)
    {
        var lines = new byte[Base64LineWriter.EncodedLength(bytes.Length)];
        var length = Base64LineWriter.Encode(bytes, lines);
        return lines[..length];
    }
}
