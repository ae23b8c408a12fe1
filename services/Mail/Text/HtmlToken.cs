using System.Buffers;
using System.Text.RegularExpressions;

namespace HelpdeskMail.Mail.Text;

/// <summary>A piece of HTML: text between tags, or a tag.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Name">Lower-case element name of a tag; empty for text.</param>
/// <param name="Start">Where it starts in the source.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Source">The HTML it was read from.</param>
internal readonly partial record struct HtmlToken(HtmlTokenKind Kind, string Name, int Start, int End, string Source)
{
    private static readonly SearchValues<char> NameEnds = SearchValues.Create(" \t\r\n\f/>=");
    private static readonly SearchValues<char> ValueEnds = SearchValues.Create(" \t\r\n\f>");

    /// <summary>Elements without an end tag.</summary>
    public bool IsVoid => Name is "br" or "hr" or "img" or "input" or "meta" or "link" or "area" or "base" or "col" or "embed" or "source" or "wbr" or "param" or "track";

    /// <summary>The source of the token.</summary>
    public ReadOnlySpan<char> Raw => Source.AsSpan(Start, End - Start);

    /// <summary>Text with character references resolved; those of old Windows programs («&amp;#146;») too, and the oldest names without their semicolon («&amp;nbsp»).</summary>
    public string Text
    {
        get
        {
            var text = Raw.ToString();
            if (!text.Contains('&', StringComparison.Ordinal))
            {
                return text;
            }

            text = System.Net.WebUtility.HtmlDecode(WithoutSemicolon().Replace(text, "$0;")).Replace('\0', '\uFFFD');
            return text.AsSpan().IndexOfAnyInRange('\u0080', '\u009F') < 0 ? text : string.Concat(text.Select(Windows));
        }
    }

    /// <summary>The value of an attribute, references resolved; null when it is not there.</summary>
    public string? Attribute(string name)
    {
        var rest = Raw[(1 + Name.Length)..];
        while (true)
        {
            rest = rest.TrimStart(" \t\r\n\f/");
            var nameEnd = rest.IndexOfAny(NameEnds);
            if (nameEnd < 0 || rest.IsEmpty || rest[0] == '>')
            {
                return null;
            }

            var key = rest[..nameEnd];
            rest = rest[nameEnd..].TrimStart(" \t\r\n\f");
            var value = ReadValue(ref rest);
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return System.Net.WebUtility.HtmlDecode(value.ToString());
            }

            if (key.IsEmpty)
            {
                rest = rest.IsEmpty ? rest : rest[1..];
            }
        }
    }

    /// <summary>HTML reads the numbers 128 to 159 as windows-1252, in which they were written.</summary>
    private static char Windows(char c) => c is >= '\u0080' and <= '\u009F' ? Mime.Charset.Charsets.Western.GetString([(byte)c])[0] : c;

    // In «?a=1&copy=2» people wrote an address, not a sign.
    [GeneratedRegex("&(nbsp(?!;)|(szlig|[aeiouAEIOU](uml|acute|grave|circ)|[anoANO]tilde|[cC]cedil|[aA]ring)(?![;=])|(amp|lt|gt|quot|copy|reg|deg|laquo|raquo)(?![A-Za-z;=]))", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex WithoutSemicolon();

    private static ReadOnlySpan<char> ReadValue(ref ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty || rest[0] != '=')
        {
            return default;
        }

        rest = rest[1..].TrimStart(" \t\r\n\f");
        if (!rest.IsEmpty && rest[0] is '"' or '\'')
        {
            var close = rest[1..].IndexOf(rest[0]);
            var quoted = close < 0 ? rest[1..] : rest.Slice(1, close);
            rest = close < 0 ? default : rest[(close + 2)..];
            return quoted;
        }

        var end = rest.IndexOfAny(ValueEnds);
        var value = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[end..];
        return value;
    }
}
