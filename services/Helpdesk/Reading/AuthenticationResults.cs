using System.Text.RegularExpressions;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>
/// Checks of a mail's sender that failed (RFC 8601). Only the topmost field counts: it was written by the server that received the mail last, our own, whereas
/// every field below may have come with the mail.
/// </summary>
internal static partial class AuthenticationResults
{
    /// <summary>«dmarc=fail (contoso.example)» and the like; empty when all passed, or nobody checked.</summary>
    public static IReadOnlyList<string> FailedIn(HeaderList headers)
    {
        if (headers.Get("Authentication-Results") is not { Length: < 8000 } field)
        {
            return [];
        }

        var failed = new List<string>();
        foreach (Match check in Check().Matches(Comment().Replace(field, " ")))
        {
            var method = check.Groups["method"].Value.ToLowerInvariant();
            var result = check.Groups["result"].Value.ToLowerInvariant();
            if (result is "fail" or "softfail" or "permerror" or "policy")
            {
                failed.Add($"{method}={result}");
            }
        }

        // One good signature is enough, whatever became of the others.
        var passed = Check().Matches(field).Any(check => check.Groups["method"].Value.Equals("dkim", StringComparison.OrdinalIgnoreCase) && check.Groups["result"].Value.Equals("pass", StringComparison.OrdinalIgnoreCase));
        return [.. failed.Where(check => !(passed && check.StartsWith("dkim=", StringComparison.Ordinal))).Distinct(StringComparer.Ordinal).Take(6)];
    }

    [GeneratedRegex(@"[;\s](?<method>spf|dkim|dmarc|arc|compauth)\s*=\s*(?<result>[a-z]{2,12})", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Check();

    [GeneratedRegex(@"\([^()]*\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Comment();
}
