using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Helpdesk.Writing;
using HelpdeskMail.Mail.Text;

namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>A ticket as a document for paper, in parts: its beginning, its entries, its end. What mails hold is rebuilt as for their frames and fenced in, so that none can draw over another.</summary>
internal sealed class PrintDocument(Ticket ticket)
{
    private const string Style =
        """
        :root{color-scheme:only light}
        body{margin:1.5rem auto;max-width:48rem;padding:0 1rem;font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;color:#1b2331;background:#fff}
        h1{font-size:1.4rem;margin:0}
        .about{color:#586377;margin:.25rem 0 1rem}
        article{border-top:1px solid #c3cbd8;padding:.75rem 0;contain:layout paint;break-inside:auto}
        header{margin-bottom:.5rem}
        header p{margin:0}
        .dim{color:#586377;font-size:.9em}
        .words{white-space:pre-wrap;overflow-wrap:anywhere}
        img{max-width:100%;height:auto}
        table{max-width:100%}
        pre{white-space:pre-wrap}
        .hdm-target{color:#b3261e;font-size:.85em}
        ul{margin:.5rem 0 0;padding-left:1.2rem}
        """;

    /// <summary>What stands behind the entries.</summary>
    public const string End = "</body></html>";

    /// <summary>What stands before the entries.</summary>
    public string Begin() =>
        $"""
        <!doctype html><html lang="{CultureInfo.CurrentUICulture.Name}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>#{ticket.Number} {Encode(ticket.Subject)}</title><style>{Style}</style></head>
        <body><h1>{Encode(ticket.Subject)}</h1><p class="about">#{ticket.Number} · {Encode(ticket.Customer)} · {Encode(ticket.Status == TicketStatus.Open ? Translated.Of("Open") : Translated.Of("Closed"))}</p>
        """;

    /// <summary>An entry; its HTML, if it has any, is made safe here.</summary>
    public static string Entry(TicketEntry entry, string? html, Func<string, string?> inlinePicture)
    {
        var written = new StringBuilder();
        written.Append("<article><header><p><strong>").Append(Encode(entry.AuthorName)).Append("</strong> <span class=\"dim\">").Append(Encode(entry.AuthorAddress ?? ""))
            .Append(entry.Kind == EntryKind.Note ? $" {Encode(Translated.Of("(note)"))}" : "").Append("</span></p><p class=\"dim\">").Append(Encode(Moments.Exact(entry.At)));
        foreach (var (word, people) in new[] { (Translated.Key("to {0}"), entry.Recipients.To), (Translated.Key("cc {0}"), entry.Recipients.Cc) })
        {
            if (people.Count > 0)
            {
                written.Append(" · ").Append(Encode(Translated.Of(word, string.Join(", ", people.Select(one => one.Address)))));
            }
        }

        written.Append("</p></header>");
        foreach (var said in entry.Reading?.Words ?? [])
        {
            written.Append("<p class=\"dim\">").Append(Encode(said)).Append("</p>");
        }

        if (entry.Reading is { Meeting: { } meeting, IsAllMeeting: false })
        {
            written.Append("<p class=\"words dim\">").Append(Encode(CalendarText.ToPlain(meeting))).Append("</p>");
        }

        MailHtml? mail = null;
        if (entry.Kind == EntryKind.Note)
        {
            written.Append(NoteWords.Write(entry.Text).Value);
        }
        else if (html is null)
        {
            written.Append("<div class=\"words\">").Append(Encode(entry.Text)).Append("</div>");
        }
        else
        {
            mail = MailSanitizer.Rebuild(html, inlinePicture, remotePicture: null, inlinePicture);
            written.Append(mail.Html);
            if (mail.IsCut)
            {
                written.Append("<p class=\"dim\">").Append(Encode(Translated.Of("The rest is in the original mail"))).Append("</p>");
            }
        }

        AddFiles(written, entry, mail);
        return written.Append("</article>").ToString();
    }

    private static void AddFiles(StringBuilder written, TicketEntry entry, MailHtml? mail)
    {
        var more = entry.LeftOutWords;
        var files = entry.Attachments.Where(file => !file.Inline || mail is null || file.ContentId is not { } id || !mail.Drawn.Contains(id)).ToList();
        if (files.Count > 0 || more is not null)
        {
            written.Append("<ul class=\"dim\">");
            foreach (var file in files)
            {
                written.Append("<li>").Append(Encode(file.FileName)).Append(", ").Append(Encode(Moments.Size(file.Size))).Append("</li>");
            }

            written.Append(more is null ? "" : $"<li>{Encode(more)}</li>").Append("</ul>");
        }
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
