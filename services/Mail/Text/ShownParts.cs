using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Mail.Text;

/// <summary>Which files the HTML shows itself, found by one walk over the HTML however many files there are.</summary>
internal sealed class ShownParts
{
    private const int LongestAddress = 2000;

    /// <summary>Where relative addresses lead that nothing gives a place to.</summary>
    private static readonly Uri NoPlace = new("http://this-message.invalid/");

    private readonly HashSet<string> mentioned = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What pictures are drawn from, by its address as it is written and in full (RFC 2557): as it is written.</summary>
    private readonly Dictionary<string, string> located = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What the pictures of the HTML name; it is not looked through where no file could be meant.</summary>
    /// <param name="html">The HTML; null for none.</param>
    /// <param name="page">The part that it stands in; null when it is no part's.</param>
    /// <param name="parts">The parts that are files.</param>
    /// <param name="opened">Files that are no parts.</param>
    public static ShownParts Of(string? html, MimePart? page, List<MimePart> parts, List<MailFile> opened)
    {
        var shown = new ShownParts();
        if (html is not null && (parts.Exists(part => part.ContentId is not null || part.ContentLocation is not null) || opened.Exists(file => file.ContentId is not null)))
        {
            shown.AddSources(html, parts.Exists(part => part.ContentLocation is not null) ? BaseOf(page) : null);
        }

        return shown;
    }

    /// <summary>Whether a file with this Content-ID is shown.</summary>
    public bool Contains(string? id) => id is not null && mentioned.Count > 0 && mentioned.Contains("cid:" + id);

    /// <summary>The address by which a part is shown, as the HTML writes it; null when it is shown by its Content-ID, or not at all.</summary>
    public string? LocationOf(MimePart part) =>
        located.Count == 0 || part.ContentLocation?.Trim() is not { Length: < LongestAddress } location || Contains(part.ContentId) ? null
        : located.TryGetValue(location, out var written) || located.TryGetValue(InFull(location, BaseOf(part.Parent)), out written) ? written
        : null;

    /// <summary>
    /// What pictures are drawn from. A link to a part, a background (which is not rebuilt) and what stands in a comment for Outlook draw nothing, and what is only mentioned there has to be listed.
    /// </summary>
    private void AddSources(string html, Uri? page)
    {
        var tokens = new HtmlTokenizer(html);
        while (tokens.TryRead(out var token))
        {
            if (token.Kind != HtmlTokenKind.Open)
            {
                continue;
            }

            if (token.Name is "base" && page is not null && token.Attribute("href") is { Length: < LongestAddress } href && Uri.TryCreate(page, href.Trim(), out var named))
            {
                page = named;
            }
            else if (token.Name is "img" && token.Attribute("src")?.Trim() is { Length: > 0 and < LongestAddress } source)
            {
                Add(source, page);
            }
        }
    }

    private void Add(string source, Uri? page)
    {
        if (source.StartsWith("cid:", StringComparison.OrdinalIgnoreCase))
        {
            mentioned.Add(source);
            mentioned.Add("cid:" + Uri.UnescapeDataString(source[4..]));
        }
        else if (page is not null && !source.StartsWith("data:", StringComparison.OrdinalIgnoreCase) && located.TryAdd(source, source))
        {
            located.TryAdd(InFull(source, page), source);
        }
    }

    /// <summary>What relative addresses in a part are relative to (RFC 2557 section 5): its own address or that of what encloses it.</summary>
    private static Uri BaseOf(MimePart? part)
    {
        for (; part is not null; part = part.Parent)
        {
            if (part.ContentLocation is { Length: < LongestAddress } location && Uri.TryCreate(location.Trim(), UriKind.Absolute, out var address))
            {
                return address;
            }
        }

        return NoPlace;
    }

    private static string InFull(string address, Uri place) => Uri.TryCreate(place, address, out var full) ? full.AbsoluteUri : address;
}
