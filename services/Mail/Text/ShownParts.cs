using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Mail.Text;

/// <summary>Which parts the HTML shows itself, found by one walk over the HTML however many parts there are.</summary>
internal static class ShownParts
{
    public static HashSet<MimePart> Of(string? html, List<MimePart> parts)
    {
        if (html is null || !parts.Exists(part => part.ContentId is not null || part.ContentLocation is not null))
        {
            return [];
        }

        var mentioned = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        AddIds(html, mentioned);
        AddSources(html, mentioned);
        return parts.Where(part => (part.ContentId is { } id && mentioned.Contains("cid:" + id)) || (part.ContentLocation is { } location && mentioned.Contains(location))).ToHashSet();
    }

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
            at = html.IndexOf("cid:", at + 4, StringComparison.OrdinalIgnoreCase);
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
