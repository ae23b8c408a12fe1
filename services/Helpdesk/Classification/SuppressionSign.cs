using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Helpdesk.Classification;

/// <summary>Signs in what a person wrote that speak against answering it by machine.</summary>
internal static class SuppressionSign
{
    /// <summary>Values of X-Auto-Response-Suppress that mean answers like ours; the others are about receipts.</summary>
    private static readonly string[] Values = ["all", "autoreply", "oof"];

    /// <summary>The field that says so; null when none does.</summary>
    public static string? Of(MimeMessage message)
    {
        var suppress = message.Headers.Get("X-Auto-Response-Suppress") ?? "";
        if (suppress.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries).Any(value => Values.Contains(value.Trim(), StringComparer.OrdinalIgnoreCase)))
        {
            return "X-Auto-Response-Suppress";
        }

        // Who did not write it should not be told that it has arrived. Only the topmost field is our own server's (RFC 8601 section 5).
        return message.Headers.Get("Authentication-Results") is { } results && results.Contains("dmarc=fail", StringComparison.OrdinalIgnoreCase) ? "Authentication-Results: dmarc=fail" : null;
    }
}
