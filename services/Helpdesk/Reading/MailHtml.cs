namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>HTML of a mail, rebuilt from what is allowed.</summary>
/// <param name="Html">A fragment that runs nothing and asks nobody for anything but our own addresses.</param>
/// <param name="BlockedPictures">How many pictures from elsewhere were left out.</param>
/// <param name="Hosts">Where those would have come from, by name, without doubles.</param>
/// <param name="HasOwnColours">Whether it sets colours of its own, so that it is shown on white whatever the reader's theme is.</param>
/// <param name="DeceivingLinks">Links whose words name another place than the one they lead to, as «shown → real».</param>
public sealed record MailHtml(string Html, int BlockedPictures, IReadOnlyList<string> Hosts, bool HasOwnColours, IReadOnlyList<string> DeceivingLinks)
{
    /// <summary>The pictures of the mail itself that are drawn in it, as they were asked for: by Content-ID or Content-Location.</summary>
    public IReadOnlySet<string> Drawn { get; init; } = new HashSet<string>();

    /// <summary>Whether it is longer than is shown, so that its end is missing.</summary>
    public bool IsCut { get; init; }
}
