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
    /// mark, 8-bit bytes under us-ascii, UTF-8 under iso-8859-1, anything else under utf-8.
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

        var isUtf8 = encoding.CodePage == Encoding.UTF8.CodePage;
        var isWestern = encoding.CodePage == Charsets.Western.CodePage;
        trusted = true;
        if (!isUtf8 && !isWestern)
        {
            return encoding;
        }

        if (Ascii.IsValid(bytes))
        {
            return encoding;
        }

        var census = Utf8Census.Of(bytes);
        if (isUtf8)
        {
            trusted = census.Broken == 0;
            return census.Whole >= census.Broken ? encoding : Guess(bytes);
        }

        trusted = !IsAsciiName(named) && (census.Broken > 0 || census.Whole == 0);
        return census.Broken == 0 && census.Whole > 0 ? Encoding.UTF8 : Guess(bytes, encoding);
    }

    /// <summary>Reads header bytes beyond ASCII: UTF-8 where they are that (RFC 6532), else the likeliest old charset.</summary>
    internal static Encoding ForHeader(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes) ? Encoding.UTF8 : Guess(bytes);

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
        if (Ascii.IsValid(bytes))
        {
            return bytes.IndexOf("\e$B"u8) >= 0 || bytes.IndexOf("\e$@"u8) >= 0 ? Japanese : fallback ?? Encoding.UTF8;
        }

        var census = Utf8Census.Of(bytes);
        return census.Whole > 0 && census.Whole >= census.Broken ? Encoding.UTF8 : LegacyScript.Likeliest(bytes) ?? fallback ?? Charsets.Western;
    }
}
