using System.Text;
using System.Text.RegularExpressions;
using HelpdeskMail.Helpdesk.Reading;
using Microsoft.AspNetCore.Components;

namespace HelpdeskMail.Helpdesk.Writing;

/// <summary>A note as HTML: Markdown like an answer, made safe as if a stranger had written it, and with numbers of tickets as links. One without any marks is shown letter by letter, as it was typed.</summary>
internal static partial class NoteWords
{
    /// <summary>Writes it.</summary>
    public static MarkupString Write(string text) => MarkdownWords.IsFormatted(text)
        ? new MarkupString($"<div class=\"written\">{WithTickets(MailSanitizer.Rebuild(MarkdownWords.ToHtml(text), _ => null).Html)}</div>")
        : new MarkupString($"<div class=\"words\">{Linked.Write(text, tickets: true)}</div>");

    /// <summary>
    /// Makes numbers of tickets links, but in code and within links. What is given was written by <see cref="MailSanitizer"/>, which escapes every letter of a tag that could end it. Styles, of which Markdown
    /// makes none but the sides of a table's columns, are left out: the page's policy refuses them.
    /// </summary>
    private static string WithTickets(string html)
    {
        var written = new StringBuilder(html.Length + 64);
        var (from, within) = (0, 0);
        foreach (Match match in TagOrTicket().Matches(html))
        {
            written.Append(html, from, match.Index - from);
            from = match.Index + match.Length;
            if (match.Groups["ticket"] is { Success: true } ticket)
            {
                written.Append(within > 0 ? match.Value : $"<a href=\"/tickets/{ticket.Value}\">{match.Value}</a>");
                continue;
            }

            within += !match.Groups["verbatim"].Success ? 0 : match.Value[1] == '/' ? -1 : 1;
            written.Append(Styles().Replace(match.Value, ""));
        }

        return written.Append(html, from, html.Length - from).ToString();
    }

    [GeneratedRegex(@"</?(?<verbatim>a|code|pre)\b[^>]*>|<[^>]*>|(?<![\w&#/])#(?<ticket>[1-9][0-9]{2,17})\b", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex TagOrTicket();

    [GeneratedRegex(@" style=""[^""]*""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Styles();
}
