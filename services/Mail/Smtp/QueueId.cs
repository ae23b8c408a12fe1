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

    // Postfix «queued as 4F2A», SendGrid and 163 «queued as b-c_d», Yandex «queued on host as id» (or without «as»), Exim «OK id=1abc-000-00», Exchange «<id@host> [InternalId=…] Queued mail for delivery», Dovecot «<user> id Saved»,
    // Gmail «OK  1718 abc - gsmtp», sendmail, OpenSMTPD and Proofpoint «id Message accepted for delivery», qmail «ok 1718 qp 123», Amazon «Ok id», Haraka «Message Queued (id)», Mimecast «id@host Received OK [id.uk]».
    [GeneratedRegex(
        @"queued (on \S+ )?as (?<id>\w[\w,.-]*\w)|queued on \S+ (?<id>\d[\w-]+)|\bid=(?<id>[A-Za-z0-9-]+)|^<(?<id>[^>\s]+)> .*Queued mail|^<[^>]+> (?<id>\S+) Saved|^OK +(?<id>\d+ \S+) - gsmtp|^(?<id>[A-Za-z0-9-]{8,}) (Message|mail) accepted for delivery"
        + @"|^ok (?<id>\d+ qp \d+)|^ok (?<id>[0-9a-f-]{30,})$|Message Queued \((?<id>[0-9A-F.-]{10,})\)|Received OK \[(?<id>[\w.-]+)\]",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Known();
}
