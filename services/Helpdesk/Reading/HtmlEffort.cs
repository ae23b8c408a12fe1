using System.Collections.Frozen;
using System.Net;
using System.Text;

namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>
/// Tells, in one pass, HTML that would keep a parser busy for minutes. HTML's own rules make it quadratic: each tag looks through the elements that are open, and
/// each paragraph opens all fonts anew that were left open, and each attribute of a tag looks through those before it. Browsers give up at a depth of 512; mails of people stay below 100.
/// </summary>
internal static class HtmlEffort
{
    /// <summary>Open elements times tags; a newsletter has 60 times 5000.</summary>
    private const long MostSteps = 12_000_000;

    /// <summary>Open fonts times tags: each step can become an element.</summary>
    private const long MostFontSteps = 1_000_000;

    /// <summary>Attributes of one tag; the busiest of mail programs write 40.</summary>
    private const int MostAttributes = 500;

    /// <summary>How many times over all letters are looked through for attributes: once in a mail of people, for each tag in one that never ends its tags.</summary>
    private const int MostReadings = 4;

    /// <summary>Letters that are always looked through, since a short mail costs nothing.</summary>
    private const int FreeReading = 1_000_000;

    public const int LongestText = 500_000;

    /// <summary>Never open for long: they have no content, or the next of their kind ends them.</summary>
    private static readonly FrozenSet<string> Passing = Set(
        "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta", "param", "source", "track", "wbr", "p", "li", "dt", "dd", "tr", "td",
        "th", "thead", "tbody", "tfoot", "option", "optgroup", "html", "head", "body", "o:p");

    private static readonly FrozenSet<string> Fonts = Set("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u");

    /// <summary>Whether it is more than a person can have written.</summary>
    public static bool IsBeyondReason(string html)
    {
        long tags = 0;
        long read = 0;
        var (depth, deepest, fonts, mostFonts) = (0, 1, 0, 1);
        foreach (var (name, closes) in Tags(html))
        {
            tags++;
            if (EndOfAttributes(html, name.End.Value) is not { } end || (read += end - name.End.Value) > ((long)MostReadings * html.Length) + FreeReading)
            {
                return true;
            }

            var step = closes ? -1 : 1;
            if (!Contains(Passing, html, name))
            {
                depth = Math.Max(0, depth + step);
                deepest = Math.Max(deepest, depth);
            }

            if (Contains(Fonts, html, name))
            {
                fonts = Math.Max(0, fonts + step);
                mostFonts = Math.Max(mostFonts, fonts);
            }
        }

        return tags * deepest > MostSteps || tags * mostFonts > MostFontSteps;
    }

    /// <summary>Its letters without its tags, cut at half a million.</summary>
    public static string TextOf(string html)
    {
        var text = new StringBuilder();
        var from = 0;
        while (from < html.Length && text.Length < LongestText)
        {
            var open = html.IndexOf('<', from);
            text.Append(html, from, (open < 0 ? html.Length : open) - from);
            var close = open < 0 ? -1 : html.IndexOf('>', open);
            from = close < 0 ? html.Length : close + 1;
        }

        return WebUtility.HtmlDecode(text.ToString());
    }

    private static IEnumerable<(Range Name, bool Closes)> Tags(string html)
    {
        for (var at = html.IndexOf('<', StringComparison.Ordinal); at >= 0; at = html.IndexOf('<', at + 1))
        {
            var closes = at + 1 < html.Length && html[at + 1] == '/';
            var start = at + (closes ? 2 : 1);
            var end = start;
            while (end < html.Length && end - start < 20 && (char.IsAsciiLetterOrDigit(html[end]) || html[end] == ':'))
            {
                end++;
            }

            if (end > start && char.IsAsciiLetter(html[start]))
            {
                yield return (start..end, closes);
            }
        }
    }

    /// <summary>Where a tag ends; null when it has too many attributes. Counted are the words outside quotes, which are its attributes at most.</summary>
    private static int? EndOfAttributes(string html, int at)
    {
        var (words, inWord, quote) = (0, true, '\0');
        for (; at < html.Length; at++)
        {
            var c = html[at];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c == '>')
            {
                return at;
            }
            else if (c is '"' or '\'' && at > 0 && html[at - 1] == '=')
            {
                quote = c;
            }
            else if (char.IsWhiteSpace(c) || c is '/' or '"' or '\'')
            {
                inWord = false;
            }
            else if (!inWord)
            {
                inWord = true;
                if (++words > MostAttributes)
                {
                    return null;
                }
            }
        }

        return at;
    }

    private static bool Contains(FrozenSet<string> names, string html, Range name) => names.GetAlternateLookup<ReadOnlySpan<char>>().Contains(html.AsSpan()[name]);

    private static FrozenSet<string> Set(params string[] names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
