using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Helpdesk.Writing;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>A reply's words, written in Markdown, as plain text and as HTML; both say the same. A line «-- » begins the signature.</summary>
/// <param name="Text">Plain text with LF line ends.</param>
/// <param name="Html">A whole small document.</param>
internal sealed partial record ReplyBody(string Text, string Html)
{
    /// <summary>The line above a signature (RFC 3676 section 4.3).</summary>
    public const string SignatureMark = "\n-- \n";

    private const int LongestQuote = 20_000;

    /// <summary>Begins the quote; blockquotes in what an agent wrote have no type.</summary>
    private const string QuoteBegins = "<blockquote type=\"cite\"";

    /// <summary>Writes both forms.</summary>
    /// <param name="words">What the agent wrote.</param>
    /// <param name="quoted">The mail to quote below; null for none.</param>
    /// <param name="footer">What stands between the two, in Markdown; empty for nothing.</param>
    public static ReplyBody Write(string words, TicketEntry? quoted, string footer = "")
    {
        var text = new StringBuilder(MarkdownWords.ToText(words.TrimEnd()));
        var html = new StringBuilder("<!doctype html><html><head><meta charset=\"utf-8\"></head><body>").Append(Fragment(words)).Append(FooterFragment(footer));
        if (footer.Length > 0)
        {
            text.Append("\n\n").Append(MarkdownWords.ToText(footer));
        }

        if (quoted is not null && quoted.Text.Trim() is { Length: > 0 } history)
        {
            history = history.Length > LongestQuote ? $"{history[..LongestQuote]}\n[…]" : history;
            var introduction = string.Create(CultureInfo.InvariantCulture, $"On {quoted.At.UtcDateTime:d MMMM yyyy 'at' HH:mm} UTC, {quoted.AuthorName} wrote:");
            text.Append("\n\n").Append(introduction);
            foreach (var line in history.Split('\n'))
            {
                text.Append(line.StartsWith('>') ? "\n>" : "\n> ").Append(line);
            }

            html.Append("<p>").Append(Encode(introduction)).Append("</p>").Append(QuoteBegins).Append(" style=\"margin:0 0 0 .8em;border-left:2px solid #ccc;padding-left:.8em\">")
                .Append(Paragraphs(history)).Append("</blockquote>");
        }

        return new ReplyBody(text.Append('\n').ToString(), html.Append("</body></html>").ToString());
    }

    /// <summary>Whether a mail is quoted in a body that was written here.</summary>
    public static bool Quotes(string? html) => html?.Contains(QuoteBegins, StringComparison.Ordinal) == true;

    /// <summary>The words as HTML, without a document around them.</summary>
    public static string Fragment(string words)
    {
        var signature = words.IndexOf(SignatureMark, StringComparison.Ordinal);
        return signature < 0
            ? MarkdownWords.ToHtml(words.Trim())
            : $"{MarkdownWords.ToHtml(words[..signature].Trim())}<div class=\"gmail_signature\">-- <br>{MarkdownWords.ToHtml(words[(signature + SignatureMark.Length)..].Trim())}</div>";
    }

    /// <summary>A footer as HTML, to stand below words; empty for an empty one.</summary>
    public static string FooterFragment(string footer) =>
        footer.Length == 0 ? "" : $"<div style=\"margin-top:1em;font-size:.9em;color:#666\">{MarkdownWords.ToHtml(footer)}</div>";

    private static string Paragraphs(string text)
    {
        var html = new StringBuilder();
        foreach (var paragraph in EmptyLines().Split(text))
        {
            html.Append("<p>").Append(string.Join("<br>", paragraph.Trim('\n').Split('\n').Select(Line))).Append("</p>");
        }

        return html.ToString();
    }

    private static string Line(string line)
    {
        var html = new StringBuilder();
        var from = 0;
        foreach (Match link in Address().Matches(line))
        {
            var address = Encode(link.Value);
            html.Append(Encode(line[from..link.Index])).Append("<a href=\"").Append(address).Append("\">").Append(address).Append("</a>");
            from = link.Index + link.Length;
        }

        return html.Append(Encode(line[from..])).ToString();
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text).Replace("  ", " &nbsp;", StringComparison.Ordinal);

    [GeneratedRegex(@"\n[ \t]*\n\s*", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex EmptyLines();

    [GeneratedRegex(@"https?://[^\s<>""]{1,2000}[^\s<>"".,;:!?')\]]", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Address();
}
