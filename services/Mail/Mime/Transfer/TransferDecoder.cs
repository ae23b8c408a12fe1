using System.Buffers;

namespace HelpdeskMail.Mail.Mime.Transfer;

/// <summary>Undoes a transfer encoding over bytes that are in memory.</summary>
internal static class TransferDecoder
{
    private const int PlainSample = 300;

    private static readonly SearchValues<byte> NeverInBase64 = SearchValues.Create(" .,:;!?'\"()<>@#&*"u8);

    /// <summary>Every byte but those of control characters; ESC begins the sequences of ISO 2022.</summary>
    private static readonly SearchValues<byte> NoControls = SearchValues.Create([.. Enumerable.Range(0, 256).Where(b => b is >= ' ' and not 0x7F or '\t' or '\r' or '\n' or '\f' or 0x1B).Select(b => (byte)b)]);

    public static TransferEncoding Named(ReadOnlySpan<char> name, out bool known)
    {
        name = name.Trim(" \t\"'");
        var end = name.IndexOfAny(" \t;(");
        name = (end < 0 ? name : name[..end]).TrimEnd("\"'");
        known = true;
        if (Is(name, "base64") || Is(name, "x-base64") || Is(name, "base-64") || Is(name, "base 64"))
        {
            return TransferEncoding.Base64;
        }

        if (Is(name, "quoted-printable") || Is(name, "quoted-printible") || Is(name, "quotedprintable") || Is(name, "quoted_printable") || Is(name, "quote-printable") || Is(name, "qp"))
        {
            return TransferEncoding.QuotedPrintable;
        }

        if (Is(name, "x-uuencode") || Is(name, "uuencode") || Is(name, "x-uue") || Is(name, "x-uuencoded") || Is(name, "uuencoded") || Is(name, "uue"))
        {
            return TransferEncoding.UuEncode;
        }

        known = name.IsEmpty || Is(name, "7bit") || Is(name, "8bit") || Is(name, "binary") || Is(name, "7-bit") || Is(name, "8-bit") || Is(name, "7bits") || Is(name, "8bits");
        return TransferEncoding.None;

        static bool Is(ReadOnlySpan<char> a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Whether what is called base64 is plain text: gateways decode a body and leave the field. Its first line has characters that base64
    /// lacks, and decoding the others gives control characters, which base64 with some junk in it does not.
    /// </summary>
    public static bool IsPlainly(ReadOnlySpan<byte> raw)
    {
        raw = raw.TrimStart(" \t\r\n"u8);
        raw = raw[..Math.Min(raw.Length, PlainSample)];
        var firstLine = raw.IndexOf((byte)'\n') is >= 0 and var end ? raw[..end] : raw;
        if (firstLine.IndexOfAny(NeverInBase64) < 0)
        {
            return false;
        }

        Span<byte> decoded = stackalloc byte[Base64Text.MaxLength(PlainSample)];
        decoded = decoded[..Decode(TransferEncoding.Base64, raw, decoded)];
        return HasControls(decoded) && !HasControls(raw);
    }

    /// <summary>
    /// Where plain text begins that a mailing list or a scanner has put behind a text in base64; -1 where there is none. It begins behind the end of the data (padding, a short line, an empty one)
    /// with a line that base64 cannot have.
    /// </summary>
    public static int PlainTail(ReadOnlySpan<byte> raw)
    {
        var (at, first, ended) = (0, 0, false);
        while (at < raw.Length)
        {
            var end = raw[at..].IndexOf((byte)'\n') is >= 0 and var found ? at + found + 1 : raw.Length;
            var line = raw[at..end].Trim(" \t\r\n"u8);
            if ((first > 0 && IsRule(line)) || (ended && line.IndexOfAny(NeverInBase64) >= 0 && !HasControls(raw[at..Math.Min(raw.Length, at + PlainSample)])))
            {
                return at;
            }

            first = first == 0 ? line.Length : first;
            ended = first > 0 && (line.Length < first || line.EndsWith("="u8));
            at = end;
        }

        return -1;
    }

    private static bool IsRule(ReadOnlySpan<byte> line) => line.Length > 1 && (line.Trim((byte)'-').IsEmpty || line.Trim((byte)'_').IsEmpty);

    private static bool HasControls(ReadOnlySpan<byte> text) => text.ContainsAnyExcept(NoControls);

    /// <summary>Room that decoding may need.</summary>
    public static int MaxLength(TransferEncoding encoding, ReadOnlySpan<byte> raw) => encoding switch
    {
        TransferEncoding.Base64 => Base64Text.MaxLength(raw.Length),
        TransferEncoding.UuEncode when UuCode.Find(raw, 0) is { } block => UuCode.DecodedLength(raw, block),
        _ => raw.Length,
    };

    /// <summary>Decodes into <paramref name="output"/> and says how much came out.</summary>
    public static int Decode(TransferEncoding encoding, ReadOnlySpan<byte> raw, Span<byte> output)
    {
        switch (encoding)
        {
            case TransferEncoding.Base64:
                var decoder = new Base64Text();
                var length = decoder.Decode(raw, output);
                return length + decoder.Finish(output[length..]);
            case TransferEncoding.QuotedPrintable:
                return QuotedPrintable.Decode(raw, output);
            case TransferEncoding.UuEncode:
                var decoded = UuCode.Find(raw, 0) is { } block ? UuCode.Decode(raw, block) : raw;
                decoded.CopyTo(output);
                return decoded.Length;
            default:
                raw.CopyTo(output);
                return raw.Length;
        }
    }
}
