using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Helpdesk.Classification;

/// <summary>Signs that speak against answering a mail by machine.</summary>
internal static class SuppressionSign
{
    /// <summary>Values of X-Auto-Response-Suppress that mean answers like ours; the others (DR, RN, NRN) are about receipts.</summary>
    private static readonly string[] Values = ["all", "autoreply", "oof"];

    /// <summary>Whether the mail asks for no automatic answers (MS-OXCMAIL section 2.2.3.2.14).</summary>
    public static bool AsksForNoAnswer(MimeMessage message) =>
        (message.Headers.Get("X-Auto-Response-Suppress") ?? "").Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries).Any(value => Values.Contains(value.Trim(), StringComparer.OrdinalIgnoreCase));

    /// <summary>The field that says so; null when none does.</summary>
    public static string? Of(MimeMessage message) =>
        AsksForNoAnswer(message) ? "X-Auto-Response-Suppress"
        // RFC 3834 section 2: what has no return path has nobody to answer to.
        : message.ReturnPath is "" ? "Return-Path: <>"
        // Who did not write it should not be told that it has arrived. Only the topmost field is our own server's (RFC 8601 section 5).
        : message.Headers.Get("Authentication-Results") is { } results && results.Contains("dmarc=fail", StringComparison.OrdinalIgnoreCase) ? "Authentication-Results: dmarc=fail"
        : null;
}
