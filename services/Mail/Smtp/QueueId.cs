using System.Text.RegularExpressions;

namespace HelpdeskMail.Mail.Smtp;

/// <summary>Finds the server's own name for a message in its last words, so that its log can be searched for it.</summary>
internal static partial class QueueId
{
    public static string? Find(string text)
    {
        var match = Known().Match(text);
        return match.Success ? match.Groups["id"].Value : null;
    }

    // Postfix «queued as 4F2A», Exim «OK id=1abc-000-00», Exchange «<id@host> [InternalId=…] Queued mail for delivery», Dovecot «<user> id Saved», Gmail «OK  1718 abc - gsmtp», sendmail «id Message accepted for delivery».
    [GeneratedRegex(
        @"queued as (?<id>[A-Za-z0-9]+)|\bid=(?<id>[A-Za-z0-9-]+)|^<(?<id>[^>\s]+)> .*Queued mail|^<[^>]+> (?<id>\S+) Saved|^OK +(?<id>\d+ \S+) - gsmtp|^(?<id>[A-Za-z0-9]{8,}) (?:Message|mail) accepted for delivery",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Known();
}
