using System.ComponentModel.DataAnnotations;

namespace HelpdeskMail.Helpdesk;

/// <summary>The configuration section <c>Helpdesk</c>.</summary>
public sealed record HelpdeskSettings
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Helpdesk";

    /// <summary>Where browsers reach the pages, for links that leave the process: invitations, the first administrator's link.</summary>
    [Url(ErrorMessage = "is not an address; give one such as «https://help.example.org»")]
    public string PublicAddress { get; init; } = "http://localhost:5080";

    /// <summary>How long after its closing a ticket is reopened by an answer; after that a new ticket refers to it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00", ErrorMessage = "must be between 0 and ten years, such as 60.00:00:00 for sixty days")]
    public TimeSpan ReopenWithin { get; init; } = TimeSpan.FromDays(60);

    /// <summary>Largest file that can be added to a reply, in bytes.</summary>
    [Range(1024, 200 * 1024 * 1024, ErrorMessage = "must be between 1 KB and 200 MB in bytes, such as 26214400")]
    public long MaxFileSize { get; init; } = 25 * 1024 * 1024;

    /// <summary>
    /// Another address of this same service, on a host of its own, from which files that strangers have sent are loaded: <c>https://files.help.example.org</c>.
    /// No cookie of the pages is ever sent there. Null: they are loaded from the pages' host, by signed addresses.
    /// </summary>
    [Url(ErrorMessage = "is not an address; give one such as «https://files.help.example.org», or leave it out")]
    public string? FilesAddress { get; init; }

    /// <summary>Private networks that pictures in mails may be loaded from, as «10.20.0.0/16»; none unless given. Pictures on the internet need no entry.</summary>
    public IReadOnlyList<string> PictureNetworks { get; init; } = [];

    /// <summary>Private networks that webhooks may be told in, as «10.20.0.0/16»; none unless given. Webhooks on the internet need no entry.</summary>
    public IReadOnlyList<string> WebhookNetworks { get; init; } = [];

    /// <summary>Calls of the API that one key may make in a minute.</summary>
    [Range(60, 1_000_000, ErrorMessage = "must be between 60 and 1000000, such as 3000")]
    public int ApiCallsPerMinute { get; init; } = 3000;

    /// <summary>A link for a browser.</summary>
    /// <param name="path">Path on this service, beginning with a slash.</param>
    public string Link(string path) => $"{PublicAddress.TrimEnd('/')}{path}";
}
