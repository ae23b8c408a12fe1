using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;

namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>Plain text as HTML, its addresses made into links that open in a tab of their own, and what agents write as <c>#1001</c> into links to that ticket.</summary>
internal static partial class Linked
{
    /// <summary>Writes it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="tickets">Whether numbers of tickets are links: where agents wrote, since a customer's «#12» is something of their own.</param>
    public static MarkupString Write(string text, bool tickets = false)
    {
        var html = new StringBuilder(text.Length + 64);
        var from = 0;
        foreach (Match match in (tickets ? LinkOrTicket() : Link()).Matches(text))
        {
            html.Append(HtmlEncoder.Default.Encode(text[from..match.Index]));
            from = match.Index + match.Length;
            var shown = HtmlEncoder.Default.Encode(match.Value);
            if (match.Groups["ticket"] is { Success: true } ticket)
            {
                html.Append("<a href=\"/tickets/").Append(ticket.Value).Append("\">").Append(shown).Append("</a>");
                continue;
            }

            var target = match.Value.Contains("://", StringComparison.Ordinal) ? shown : $"mailto:{shown}";
            html.Append("<a href=\"").Append(target).Append("\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">").Append(shown).Append("</a>");
        }

        return new MarkupString(html.Append(HtmlEncoder.Default.Encode(text[from..])).ToString());
    }

    [GeneratedRegex(@"https?://[^\s<>""]{1,2000}[^\s<>"".,;:!?')\]]|\b[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,5}\b", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w&#/])#(?<ticket>[1-9][0-9]{2,17})\b|https?://[^\s<>""]{1,2000}[^\s<>"".,;:!?')\]]|\b[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,5}\b", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex LinkOrTicket();
}
