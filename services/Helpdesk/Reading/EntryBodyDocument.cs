using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using HelpdeskMail.Mail.Text;

namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>The document that the frame of an HTML mail shows.</summary>
internal static class EntryBodyDocument
{
    /// <summary>Colours of the reader's theme for mails that set none of their own; white paper for those that do, in either theme.</summary>
    private const string Style =
        """
        :root{color-scheme:light dark}
        body{margin:0;padding:2px 0;font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;color:#1c2330;background:transparent;overflow-wrap:anywhere}
        body>div{overflow-x:auto}
        body>div>:first-child{margin-top:0}
        body>div>:last-child{margin-bottom:0}
        img{max-width:100%;height:auto}
        table{max-width:100%}
        pre{white-space:pre-wrap}
        a{color:#0b57d0}
        blockquote{margin:.5em 0 .5em .25em;padding-left:.9em;border-left:3px solid #c6ccd6;color:#5a6475}
        .hdm-target{color:#b3261e;font-size:.85em;font-weight:600}
        .hdm-picture{display:inline-block;border:1px dashed #9aa3b2;border-radius:4px;padding:0 .4em;color:#5a6475;font-size:.85em}
        .hdm-signature{opacity:.66;font-size:.92em}
        details>summary{display:inline-block;list-style:none;cursor:pointer;border-radius:999px;padding:0 .7em;margin:.6em 0;background:#e5e9f0;color:#3c475a;font-size:13px;line-height:20px;user-select:none}
        details>summary::-webkit-details-marker{display:none}
        summary:focus-visible,a:focus-visible{outline:2px solid #0b57d0;outline-offset:2px}
        body.paper{color-scheme:only light;background:#fff;color:#1c2330;padding:12px;border-radius:6px}
        @media (prefers-color-scheme:dark){
        body:not(.paper){color:#e4e8ef}
        body:not(.paper) a{color:#8ab4f8}
        body:not(.paper) blockquote{border-color:#46506180;color:#a7b0bf}
        body:not(.paper) .hdm-picture{color:#a7b0bf}
        body:not(.paper) .hdm-target{color:#f2b8b5}
        body:not(.paper) details>summary{background:#2e3644;color:#c4ccd9}
        }
        """;

    /// <summary>The document: what is new, and the history folded below it.</summary>
    /// <param name="html">HTML as its sender wrote it.</param>
    /// <param name="inlinePicture">Our own address of a picture in the mail, by its Content-ID.</param>
    /// <param name="remotePicture">Our own address through which a picture from elsewhere is loaded; null to leave those out.</param>
    /// <param name="original">Where the mail as it came is, for what is too long to be shown.</param>
    public static string Write(string html, Func<string, string?> inlinePicture, Func<Uri, string>? remotePicture, string original)
    {
        var split = ReplyText.SplitHtml(html);
        var fresh = MailSanitizer.Rebuild(split.New, inlinePicture, remotePicture, inlinePicture);
        var quoted = split.Quoted is null ? null : MailSanitizer.Rebuild(split.Quoted, inlinePicture, remotePicture, inlinePicture);
        var paper = fresh.HasOwnColours || quoted is { HasOwnColours: true };
        var document = new StringBuilder("<!doctype html><html lang=\"").Append(CultureInfo.CurrentUICulture.Name).Append("\"><head><meta charset=\"utf-8\"><title>")
            .Append(Encode(Translated.Of("Mail"))).Append("</title><meta name=\"viewport\" content=\"width=device-width\"><style>")
            .Append(Style)
            .Append("</style></head><body")
            .Append(paper ? " class=\"paper\">" : ">")
            .Append(fresh.Html);
        if (quoted is not null)
        {
            document.Append("<details><summary title=\"").Append(Encode(Translated.Of("Show what is quoted"))).Append("\">••• ").Append(Encode(Translated.Of("quoted"))).Append("</summary>").Append(quoted.Html).Append("</details>");
        }

        if (fresh.IsCut || quoted is { IsCut: true })
        {
            document.Append("<p class=\"hdm-picture\"><a href=\"").Append(Encode(original)).Append("\" target=\"_blank\" rel=\"noopener\">").Append(Encode(Translated.Of("The rest is in the original mail"))).Append("</a></p>");
        }

        return document.Append("</body></html>").ToString();
    }

    private static string Encode(string words) => HtmlEncoder.Default.Encode(words);
}
