using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Mail.Text;

/// <summary>Which files the HTML shows itself, found by one walk over the HTML however many files there are.</summary>
internal sealed class ShownParts
{
    private readonly HashSet<string> mentioned = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What the HTML mentions; it is not looked through where no file could be meant.</summary>
    public static ShownParts Of(string? html, List<MimePart> parts, List<MailFile> opened)
    {
        var shown = new ShownParts();
        if (html is not null && (parts.Exists(part => part.ContentId is not null || part.ContentLocation is not null) || opened.Exists(file => file.ContentId is not null)))
        {
            AddIds(html, shown.mentioned);
            AddSources(html, shown.mentioned);
        }

        return shown;
    }

    /// <summary>Whether a file with this Content-ID or Content-Location is shown.</summary>
    public bool Contains(string? id, string? location) =>
        mentioned.Count > 0 && ((id is not null && mentioned.Contains("cid:" + id)) || (location is not null && mentioned.Contains(location)));

    /// <summary>Ids anywhere, in styles and odd attributes too.</summary>
    private static void AddIds(string html, HashSet<string> mentioned)
    {
        var at = html.IndexOf("cid:", StringComparison.OrdinalIgnoreCase);
        while (at >= 0)
        {
            var rest = html.AsSpan(at, Math.Min(html.Length - at, 1000));
            var end = rest.IndexOfAny("\"'>) ");
            var id = (end < 0 ? rest : rest[..end]).ToString();
            mentioned.Add(id);
            mentioned.Add("cid:" + Uri.UnescapeDataString(id[4..]));
            // Behind the whole id: ids that run into each other would be taken many times over.
            at = html.IndexOf("cid:", at + id.Length, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static void AddSources(string html, HashSet<string> mentioned)
    {
        var tokens = new HtmlTokenizer(html);
        while (tokens.TryRead(out var token))
        {
            if (token.Kind == HtmlTokenKind.Open && token.Name is "img" or "table" or "td" or "body" && (token.Attribute("src") ?? token.Attribute("background")) is { Length: > 0 and < 2000 } source)
            {
                mentioned.Add(source);
            }
        }
    }
}
