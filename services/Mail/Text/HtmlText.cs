namespace HelpdeskMail.Mail.Text;

/// <summary>Turns HTML of a mail into plain text that reads like the original: paragraphs, lists, links, quotes, tables in rows.</summary>
public static class HtmlText
{
    /// <summary>The text of an HTML document or fragment; never throws, linear in its length.</summary>
    public static string ToPlain(string html)
    {
        var writer = new PlainTextWriter();
        var tokens = new HtmlTokenizer(html);
        while (tokens.TryRead(out var token))
        {
            writer.Take(token);
        }

        return writer.ToString();
    }
}
