using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Mail.Text;

/// <summary>Which files the HTML shows itself, found by one walk over the HTML however many files there are.</summary>
internal sealed class ShownParts
{
    private const int LongestAddress = 2000;

    /// <summary>Pictures that are looked for by their address; more than any mail of a person has, and few enough that none costs more than its length.</summary>
    private const int MostLocated = 10_000;

    /// <summary>Where relative addresses lead that nothing gives a place to.</summary>
    private static readonly Uri NoPlace = new("http://this-message.invalid/");

    private readonly HashSet<string> mentioned = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What pictures are drawn from, by its address as it is written and in full (RFC 2557): as it is written.</summary>
    private readonly Dictionary<string, string> located = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Addresses of parts, as they are written and in full: no others are kept.</summary>
    private readonly HashSet<string> wanted = new(StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<MimePart, Uri> bases = new(ReferenceEqualityComparer.Instance);
    private int looked;

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
            shown.Want(parts);
            shown.AddSources(html, shown.wanted.Count > 0 ? shown.BaseOf(page) : null);
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

    private void Want(List<MimePart> parts)
    {
        foreach (var part in parts.Where(part => part.ContentLocation?.Trim() is { Length: > 0 and < LongestAddress }))
        {
            var location = part.ContentLocation!.Trim();
            wanted.Add(location);
            wanted.Add(InFull(location, BaseOf(part.Parent)));
        }
    }

    /// <summary>
    /// What pictures are drawn from. A link to a part, a background (which is not rebuilt) and what stands in a comment for Outlook draw nothing, and what is only mentioned there has to be listed.
    /// </summary>
    private void AddSources(string html, Uri? page)
    {
        var tokens = new HtmlTokenizer(html);
        var isNamed = false;
        while (tokens.TryRead(out var token))
        {
            if (token.Kind != HtmlTokenKind.Open)
            {
                continue;
            }

            // Of several only the first counts (HTML, 4.2.3).
            if (token.Name is "base" && page is not null && !isNamed && token.Attribute("href") is { Length: < LongestAddress } href && Uri.TryCreate(page, href.Trim(), out var named))
            {
                (page, isNamed) = (named, true);
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
        else if (page is not null && !source.StartsWith("data:", StringComparison.OrdinalIgnoreCase) && looked++ < MostLocated)
        {
            foreach (var address in (string[])[source, InFull(source, page)])
            {
                if (wanted.Contains(address))
                {
                    located.TryAdd(address, source);
                }
            }
        }
    }

    /// <summary>What relative addresses in a part are relative to (RFC 2557 section 5): its own address or that of what encloses it.</summary>
    private Uri BaseOf(MimePart? part)
    {
        var passed = new List<MimePart>();
        var found = NoPlace;
        for (; part is not null; part = part.Parent)
        {
            if (bases.TryGetValue(part, out var known))
            {
                found = known;
                break;
            }

            passed.Add(part);
            if (part.ContentLocation is { Length: < LongestAddress } location && Uri.TryCreate(location.Trim(), UriKind.Absolute, out var address))
            {
                found = address;
                break;
            }
        }

        passed.ForEach(one => bases[one] = found);
        return found;
    }

    private static string InFull(string address, Uri place) => Uri.TryCreate(place, address, out var full) && full.AbsoluteUri is { Length: < 2 * LongestAddress } whole ? whole : address;
}
