using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Mail.Text;

/// <summary>Which files the HTML shows itself, found by one walk over the HTML however many files there are.</summary>
internal sealed class ShownParts
{
    private readonly HashSet<string> mentioned = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What the pictures of the HTML name; it is not looked through where no file could be meant.</summary>
    public static ShownParts Of(string? html, List<MimePart> parts, List<MailFile> opened)
    {
        var shown = new ShownParts();
        if (html is not null && (parts.Exists(part => part.ContentId is not null || part.ContentLocation is not null) || opened.Exists(file => file.ContentId is not null)))
        {
            AddSources(html, shown.mentioned);
        }

        return shown;
    }

    /// <summary>Whether a file with this Content-ID or Content-Location is shown.</summary>
    public bool Contains(string? id, string? location) =>
        mentioned.Count > 0 && ((id is not null && mentioned.Contains("cid:" + id)) || (location is not null && mentioned.Contains(location)));

    /// <summary>
    /// What pictures are drawn from. A link to a part, a background (which is not rebuilt) and what stands in a comment for Outlook draw nothing, and what is only mentioned there has to be listed.
    /// </summary>
    private static void AddSources(string html, HashSet<string> mentioned)
    {
        var tokens = new HtmlTokenizer(html);
        while (tokens.TryRead(out var token))
        {
            if (token.Kind == HtmlTokenKind.Open && token.Name is "img" && token.Attribute("src")?.Trim() is { Length: > 0 and < 2000 } source)
            {
                mentioned.Add(source);
                if (source.StartsWith("cid:", StringComparison.OrdinalIgnoreCase))
                {
                    mentioned.Add("cid:" + Uri.UnescapeDataString(source[4..]));
                }
            }
        }
    }
}
