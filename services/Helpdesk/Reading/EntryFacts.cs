using System.Text.Json.Serialization;
using HelpdeskMail.Helpdesk.Tickets;

namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>What is to be known of a mail before it is shown. Worked out once and kept; see <see cref="EntryFactsTable"/>.</summary>
/// <param name="BlockedPictures">Pictures from elsewhere, which are not loaded until somebody asks.</param>
/// <param name="PictureHosts">Where they would come from, without doubles.</param>
/// <param name="DeceivingLinks">Links whose words name another place than the one they lead to, as «shown → real».</param>
/// <param name="FailedChecks">Checks of the sender that failed where the mail was received: «dkim=fail» and the like (RFC 8601).</param>
public sealed record EntryFacts(int BlockedPictures, IReadOnlyList<string> PictureHosts, IReadOnlyList<string> DeceivingLinks, IReadOnlyList<string> FailedChecks)
{
    /// <summary>Where the writer of a mailing list's mail wants an answer, whatever the list put into Reply-To (Mail-Reply-To); empty when the mail does not say.</summary>
    public IReadOnlyList<EntryAddress> ReplyTo { get; init; } = [];

    /// <summary>Where it wants an answer to all, instead of to everybody who is named in it (Mail-Followup-To); empty when the mail does not say.</summary>
    public IReadOnlyList<EntryAddress> FollowUp { get; init; } = [];

    /// <summary>Content-IDs (or Content-Locations) of the files that its HTML draws, if they are pictures; null when it was not looked through for them.</summary>
    public IReadOnlyList<string>? Drawn { get; init; }

    /// <summary>Of an entry of which nothing is to be said.</summary>
    public static EntryFacts None { get; } = new(0, [], [], []);

    /// <summary>Whether a reader of the HTML sees the file there, so that it need not be listed.</summary>
    /// <param name="file">A file of the entry.</param>
    /// <param name="kind">What it really is; null when nobody has looked.</param>
    public bool IsSeen(EntryAttachment file, string? kind) =>
        file.Inline && (Drawn is null || (file.ContentId is { } id && Drawn.Contains(id, StringComparer.OrdinalIgnoreCase) && ShownPictures.Contains(kind ?? file.MediaType)));

    /// <summary>What is said above a mail whose pictures are not loaded; null when there are none.</summary>
    [JsonIgnore]
    public string? PictureWords
    {
        get
        {
            if (BlockedPictures == 0)
            {
                return null;
            }

            var hosts = PictureHosts.Count <= 3 ? string.Join(", ", PictureHosts) : Translated.Of("{0} and {1} more", string.Join(", ", PictureHosts.Take(3)), PictureHosts.Count - 3);
            return BlockedPictures == 1
                ? Translated.Of("1 picture from {0} is not loaded, since loading it would tell its owner that somebody read this.", hosts)
                : Translated.Of("{0} pictures from {1} are not loaded, since loading them would tell their owner that somebody read this.", BlockedPictures, hosts);
        }
    }
}
