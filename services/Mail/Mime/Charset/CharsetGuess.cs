using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace HelpdeskMail.Mail.Mime.Charset;

/// <summary>Chooses the encoding of bytes whose charset is missing, unknown or plainly not the one that is named.</summary>
public static class CharsetGuess
{
    private static readonly Encoding Japanese = Charsets.Find("iso-2022-jp")!;

    /// <summary>
    /// The encoding to read <paramref name="bytes"/> with. The named charset wins unless the bytes speak against it: a byte order
    /// mark, 8-bit bytes under us-ascii or a 7-bit charset, UTF-8 under any other name, anything else under utf-8, plain bytes under utf-16.
    /// </summary>
    /// <param name="bytes">The text; a multi-megabyte one is judged by its start.</param>
    /// <param name="named">Charset name from the header, or null.</param>
    /// <param name="trusted">False when the name was missing, unknown or contradicted.</param>
    public static Encoding For(ReadOnlySpan<byte> bytes, string? named, out bool trusted)
    {
        if (ByteOrderMark(bytes) is { } marked)
        {
            trusted = true;
            return marked;
        }

        var encoding = Charsets.Find(named);
        if (encoding is null)
        {
            trusted = Ascii.IsValid(bytes) && named is null;
            return Guess(bytes);
        }

        if (IsWide(encoding))
        {
            return Wide(bytes, encoding, out trusted);
        }

        if (IsEbcdic(encoding) && Ascii.IsValid(bytes))
        {
            // In EBCDIC all letters have the eighth bit: a gateway has translated the text and left the name.
            trusted = false;
            return Charsets.Western;
        }

        var isWestern = encoding.CodePage == Charsets.Western.CodePage;
        trusted = true;
        if (Ascii.IsValid(bytes))
        {
            // Japanese programs wrote their escape sequences under any name, or none.
            var escaped = isWestern ? Escaped(bytes) : null;
            trusted = escaped is null;
            return escaped ?? encoding;
        }

        var census = Utf8Census.Of(bytes);
        if (encoding.CodePage == Encoding.UTF8.CodePage)
        {
            trusted = census.Broken == 0;
            return census.Broken == 0 ? encoding : census.Whole >= census.Broken ? StrayLetters.Utf8 : Guess(bytes);
        }

        if (census.Broken == 0 && census.Whole >= ProofOfUtf8(encoding))
        {
            trusted = false;
            return Encoding.UTF8;
        }

        if (IsSevenBit(encoding))
        {
            trusted = false;
            return Guess(bytes, encoding);
        }

        trusted = !IsAsciiName(named);
        return isWestern ? Guess(bytes, encoding) : encoding;
    }

    /// <summary>
    /// How many whole UTF-8 sequences, with no broken one beside them, are no accident in text of this charset: one letter of Western
    /// or Central Europe, two or more of another script, some more where two bytes make a character.
    /// </summary>
    private static int ProofOfUtf8(Encoding encoding) => encoding switch
    {
        { CodePage: 1250 or 1252 or 1254 or 1257 or 28592 or 28593 or 28594 or 28603 or 28605 or 850 or 852 } or ByteTable { IsLatin: true } => 1,
        { IsSingleByte: true } => 2,
        _ => 5,
    };

    private static bool IsSevenBit(Encoding encoding) => encoding.CodePage is 50220 or 50221 or 50225 or 52936 || encoding is Utf7Encoding;

    private static bool IsEbcdic(Encoding encoding) => encoding.CodePage is 37 or 500 or 870 or 875 or 1026 or 1047 or (>= 1140 and <= 1149) or (>= 20273 and <= 20297) or 20420 or 20423 or 20424 or 20833 or 20838 or 20871 or 20880 or 20905 or 20924 or 21025;

    private static bool IsWide(Encoding encoding) => encoding.CodePage is 1200 or 1201 or 12000 or 12001;

    /// <summary>UTF-16 has zero bytes in any text with a blank or a line end; without them the name is wrong, and where they stand tells the order.</summary>
    private static Encoding Wide(ReadOnlySpan<byte> bytes, Encoding encoding, out bool trusted)
    {
        trusted = true;
        if (encoding.CodePage is 12000 or 12001)
        {
            return encoding;
        }

        var (even, odd) = Zeros(bytes);
        if (even + odd == 0)
        {
            trusted = bytes.IsEmpty || !Utf8.IsValid(bytes);
            return trusted ? encoding : Encoding.UTF8;
        }

        return odd > even * 4 ? Encoding.Unicode : even > odd * 4 ? Encoding.BigEndianUnicode : encoding;
    }

    private static (int Even, int Odd) Zeros(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, 4096)];
        var even = 0;
        var odd = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            even += bytes[i] == 0 && (i & 1) == 0 ? 1 : 0;
            odd += bytes[i] == 0 && (i & 1) == 1 ? 1 : 0;
        }

        return (even, odd);
    }

    /// <summary>Reads header bytes beyond ASCII, or with escape sequences: UTF-8 where they are that (RFC 6532), else the likeliest old charset.</summary>
    internal static Encoding ForHeader(ReadOnlySpan<byte> bytes) => !Utf8.IsValid(bytes) ? Guess(bytes) : Escaped(bytes) ?? Encoding.UTF8;

    /// <summary>Decodes with <see cref="For"/> and drops a byte order mark.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, string? named, out bool trusted)
    {
        if (Charsets.Find(named)?.CodePage == Encoding.UTF8.CodePage && ValidUtf8(bytes) is { } valid)
        {
            trusted = true;
            return valid;
        }

        var encoding = For(bytes, named, out trusted);
        var text = encoding.GetString(bytes);
        // Lines of EBCDIC end in a character of their own.
        text = IsEbcdic(encoding) ? text.Replace('\u0085', '\n') : text;
        return text.StartsWith('\uFEFF') ? text[1..] : text;
    }

    /// <summary>
    /// Decodes UTF-8 in one pass, or gives null when it is none. Asking first whether it is valid and how long it gets, as the
    /// platform's own way does, walks over the bytes three times.
    /// </summary>
    private static string? ValidUtf8(ReadOnlySpan<byte> bytes)
    {
        var rented = ArrayPool<char>.Shared.Rent(bytes.Length);
        try
        {
            var status = Utf8.ToUtf16(bytes, rented, out _, out var length, replaceInvalidSequences: false);
            var start = length > 0 && rented[0] == '\uFEFF' ? 1 : 0;
            return status == OperationStatus.Done ? new string(rented, start, length - start) : null;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    /// <summary>The 7-bit charset whose escape sequences stand in the text (RFC 1468, RFC 1557), or null.</summary>
    private static Encoding? Escaped(ReadOnlySpan<byte> bytes)
    {
        var escape = bytes.IndexOf("\e$"u8);
        return escape < 0 || escape + 2 >= bytes.Length ? null
            : bytes[escape + 2] is (byte)'B' or (byte)'@' ? Japanese
            : bytes[(escape + 2)..].StartsWith(")C"u8) ? Charsets.Find("iso-2022-kr")
            : null;
    }

    private static bool IsAsciiName(string? named) => named is not null && named.Contains("ascii", StringComparison.OrdinalIgnoreCase);

    private static Encoding? ByteOrderMark(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8,
        [0xFF, 0xFE, 0, 0, ..] => Encoding.UTF32,
        [0, 0, 0xFE, 0xFF, ..] => Charsets.Find("utf-32be"),
        [0xFF, 0xFE, ..] => Encoding.Unicode,
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
        _ => null,
    };

    private static Encoding Guess(ReadOnlySpan<byte> bytes, Encoding? fallback = null)
    {
        if (bytes.Contains((byte)0) && Zeros(bytes) is var (even, odd) && Math.Max(even, odd) * 4 > Math.Min(bytes.Length, 4096) && Math.Min(even, odd) * 10 < Math.Max(even, odd))
        {
            return odd > even ? Encoding.Unicode : Encoding.BigEndianUnicode;
        }

        if (Ascii.IsValid(bytes))
        {
            return Escaped(bytes) ?? fallback ?? Encoding.UTF8;
        }

        var census = Utf8Census.Of(bytes);
        return census.Whole > 0 && census.Whole >= census.Broken ? StrayLetters.Utf8 : LegacyScript.Likeliest(bytes) ?? fallback ?? Charsets.Western;
    }
}
