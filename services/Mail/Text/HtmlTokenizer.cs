using System.Buffers;

namespace HelpdeskMail.Mail.Text;

/// <summary>
/// Splits HTML into text and tags in one walk, without a tree: enough to read mail as text, and safe on any input. Comments,
/// conditional comments, declarations, scripts, styles, titles and what browsers keep for others are passed over.
/// </summary>
internal sealed class HtmlTokenizer(string html)
{
    private static readonly SearchValues<char> TagStops = SearchValues.Create("\"'>");
    private static readonly SearchValues<char> NameEnds = SearchValues.Create(" \t\r\n\f/>");
    private static readonly SearchValues<string> CommentEnds = SearchValues.Create(["-->", "--!>"], StringComparison.Ordinal);
    private readonly HashSet<string> unclosed = new(StringComparer.Ordinal);
    private int position;

    /// <summary>The next token; false at the end.</summary>
    public bool TryRead(out HtmlToken token)
    {
        token = default;
        while (position < html.Length)
        {
            if (html[position] != '<' || !StartsMarkup(position))
            {
                var end = NextMarkup(position + 1);
                token = new(HtmlTokenKind.Text, "", position, end, html);
                position = end;
                return true;
            }

            if (html[position + 1] is '!' or '?')
            {
                SkipDeclaration();
                continue;
            }

            token = ReadTag();
            if (token.Kind == HtmlTokenKind.Open && token.Name is "script" or "style" or "title" or "template" or "svg" or "xml" or "iframe" or "noframes" or "noembed" or "datalist")
            {
                SkipTo(token.Name);
                continue;
            }

            return true;
        }

        return false;
    }

    private int NextMarkup(int from)
    {
        while (from < html.Length)
        {
            var found = html.IndexOf('<', from);
            if (found < 0)
            {
                break;
            }

            if (StartsMarkup(found))
            {
                return found;
            }

            from = found + 1;
        }

        return html.Length;
    }

    private bool StartsMarkup(int at) =>
        at + 1 < html.Length && (char.IsAsciiLetter(html[at + 1]) || html[at + 1] is '!' or '?' || (html[at + 1] == '/' && at + 2 < html.Length && char.IsAsciiLetter(html[at + 2])));

    private void SkipDeclaration()
    {
        if (!html.AsSpan(position).StartsWith("<!--"))
        {
            var close = html.IndexOf('>', position);
            position = close < 0 ? html.Length : close + 1;
            return;
        }

        // «<!-->» and «<!--[if mso]>» both end at the first «-->», or at «--!>», which HTML takes for the same except right at the beginning.
        var from = position + (html.AsSpan(position).StartsWith("<!--!>") ? 4 : 2);
        var end = html.AsSpan(from).IndexOfAny(CommentEnds);
        position = end < 0 ? html.Length : from + end + (html[from + end + 2] == '!' ? 4 : 3);
    }

    private HtmlToken ReadTag()
    {
        var start = position;
        var closes = html[start + 1] == '/';
        var nameStart = start + (closes ? 2 : 1);
        var length = html.AsSpan(nameStart).IndexOfAny(NameEnds);
        var nameEnd = length < 0 ? html.Length : nameStart + length;
        position = TagEnd(nameEnd);
        var name = nameEnd - nameStart > 32 ? "unknown" : html[nameStart..nameEnd].ToLowerInvariant();
        return new(closes ? HtmlTokenKind.Close : HtmlTokenKind.Open, name, start, position, html);
    }

    /// <summary>The end of a tag; «&gt;» within quotes does not count, unless the quotes never end.</summary>
    private int TagEnd(int from)
    {
        var i = from;
        while (i < html.Length)
        {
            var stop = html.AsSpan(i).IndexOfAny(TagStops);
            if (stop < 0)
            {
                return html.Length;
            }

            i += stop;
            if (html[i] == '>')
            {
                return i + 1;
            }

            var close = html.AsSpan(i + 1, Math.Min(html.Length - i - 1, 100_000)).IndexOf(html[i]);
            if (close < 0 || html[i - 1] is not '=' and not ' ')
            {
                var end = html.IndexOf('>', i);
                return end < 0 ? html.Length : end + 1;
            }

            i += close + 2;
        }

        return html.Length;
    }

    private void SkipTo(string name)
    {
        if (unclosed.Contains(name))
        {
            return;
        }

        var end = html.IndexOf($"</{name}", position, StringComparison.OrdinalIgnoreCase);
        if (end < 0)
        {
            // Looked for once, never again: many unclosed ones must not cost a walk each.
            unclosed.Add(name);
            return;
        }

        position = TagEnd(end + name.Length + 2);
    }
}
