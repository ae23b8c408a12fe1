using System.Text;

namespace HelpdeskMail.Mail.Text;

/// <summary>Finds where the signature begins in HTML: by the element that mail programs put around it, by the line «-- », or by «Sent from my …» at the end.</summary>
internal static class HtmlSignature
{
    private static readonly string[] Classes =
    [
        "gmail_signature", "gmail_signature_prefix", "x_gmail_signature", "moz-signature", "x_moz-signature", "protonmail_signature_block", "proton-signature", "yahoo-signature", "tutanota_signature", "zmail_signature", "hs_signature", "front-signature",
        "mailspring-signature", "ms-outlook-mobile-signature", "sh-signature",
    ];

    private static readonly string[] Ids =
    [
        "Signature", "x_Signature", "divtagdefaultwrapper_signature", "AppleMailSignature", "ms-outlook-mobile-signature", "x_ms-outlook-mobile-signature", "lineBreakAtBeginningOfSignature", "x_lineBreakAtBeginningOfSignature",
        "ymail_android_signature", "messageSignatureSection", "composer_signature", "mail-editor-signature", "DAB4FAD8-2DD7-40BB-A1B8-4E2AA1F9FDF2",
    ];

    /// <summary>Where it begins in what was newly written; null when there is none, or nothing before it.</summary>
    public static int? Find(string html)
    {
        var tokens = new HtmlTokenizer(html);
        var line = new StringBuilder();
        var lineStart = -1;
        int? found = null;
        var linesBehind = 0;
        var byMark = false;
        while (tokens.TryRead(out var token))
        {
            if (token.Kind is HtmlTokenKind.Open && IsSignatureElement(token))
            {
                return token.Start;
            }

            if (token.Kind is HtmlTokenKind.Text)
            {
                lineStart = lineStart < 0 && !string.IsNullOrWhiteSpace(token.Text) ? token.Start : lineStart;
                line.Append(line.Length < 200 ? token.Text : "");
            }
            else if (EndsLine(token))
            {
                EndLine();
            }
        }

        EndLine();
        return found;

        void EndLine()
        {
            var text = string.Join(' ', line.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            line.Clear();
            if (text.Length == 0)
            {
                return;
            }

            var isMark = SignatureMarks.IsMark(text);
            var isDeviceLine = SignatureMarks.IsDeviceLine(text);
            if (isMark || (found is null && isDeviceLine))
            {
                (found, linesBehind, byMark) = (lineStart, 0, isMark);
            }
            else if (found is not null && !isDeviceLine && ++linesBehind > (byMark ? SignatureMarks.LongestSignature : 0))
            {
                // What goes on like that is text.
                found = null;
            }

            lineStart = -1;
        }
    }

    private static bool EndsLine(HtmlToken token) => token.Name is "br" or "div" or "p" or "tr" or "td" or "li" or "hr" or "table" or "blockquote" or "pre" or "h1" or "h2" or "h3" or "body";

    private static bool IsSignatureElement(HtmlToken token) =>
        (token.Attribute("class") is { } classes && classes.Split(' ').Any(one => Array.Exists(Classes, known => one.Equals(known, StringComparison.OrdinalIgnoreCase))))
        || Array.Exists(["id", "name", "data-smartmail"], attribute => token.Attribute(attribute) is { } value && (Known(Ids, value) || Known(Classes, value)));

    private static bool Known(string[] names, string value) => Array.Exists(names, known => value.Equals(known, StringComparison.OrdinalIgnoreCase));
}
