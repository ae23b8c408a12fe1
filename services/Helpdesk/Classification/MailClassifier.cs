using System.Text.RegularExpressions;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Helpdesk.Classification;

/// <summary>
/// Tells what machines wrote from what people wrote (RFC 3834, RFC 5230, RFC 3464, RFC 2919, RFC 2369 and what programs do instead). A mail that merely asks not to be
/// answered by a machine (X-Auto-Response-Suppress, which Exchange sets on much of what people write) counts as written by a person.
/// </summary>
internal static partial class MailClassifier
{
    /// <summary>Report types of multipart/report that tell what became of another mail.</summary>
    private static readonly string[] ReportTypes = ["delivery-status", "disposition-notification", "feedback-report"];

    private static readonly string[] AutoReplyFields = ["X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-AutoReply-From", "X-Mail-Autoreply"];

    private static readonly string[] AutomaticFields = ["List-Id", "List-Unsubscribe", "Feedback-ID", "X-Loop"];

    private static readonly string[] BounceSenders = ["mailer-daemon", "postmaster", "mail-daemon", "mdaemon"];

    public static MailKind Classify(MimeMessage message)
    {
        if (BounceSign(message) is { } bounce)
        {
            return new MailKind.Bounce(bounce, DeliveryReportReader.Read(message));
        }

        return AutoReplySign(message) is { } reply ? new MailKind.AutoReply(reply)
            : AutomaticSign(message) is { } automatic ? new MailKind.Automatic(automatic)
            : new MailKind.Personal();
    }

    private static string? BounceSign(MimeMessage message)
    {
        var type = message.Root.ContentType;
        if (type.Is("multipart", "report"))
        {
            var report = type.Parameters["report-type"]?.Trim().ToLowerInvariant();
            if (report is null || ReportTypes.Contains(report, StringComparer.Ordinal))
            {
                return $"multipart/report; report-type={report ?? "not named"}";
            }
        }

        if (message.Headers.Contains("X-Failed-Recipients"))
        {
            return "X-Failed-Recipients";
        }

        var sender = message.From is [var from, ..] ? from : null;
        if (sender is not null && BounceSenders.Contains(sender.LocalPart, StringComparer.OrdinalIgnoreCase))
        {
            return $"From: {sender.LocalPart.ToLowerInvariant()}@";
        }

        // An empty return path is also that of automatic replies (RFC 3834 section 3.3), which say so themselves.
        return message.ReturnPath is "" && !message.Headers.Contains("Auto-Submitted") && AutoReplySign(message) is null ? "Return-Path: <>" : null;
    }

    private static string? AutoReplySign(MimeMessage message)
    {
        var submitted = FirstWord(message.Headers.Get("Auto-Submitted"));
        if (submitted is "auto-replied" or "auto-notified")
        {
            return $"Auto-Submitted: {submitted}";
        }

        foreach (var field in AutoReplyFields)
        {
            if (message.Headers.Get(field) is { } value && FirstWord(value) is not ("no" or "false"))
            {
                return field;
            }
        }

        if (FirstWord(message.Headers.Get("Precedence")) is "auto_reply" or "auto-reply")
        {
            return "Precedence: auto_reply";
        }

        if (message.Headers.Get("X-Mailer") is { } mailer && mailer.Contains("vacation", StringComparison.OrdinalIgnoreCase))
        {
            return "X-Mailer: vacation";
        }

        var subject = message.Subject ?? "";
        return VacationSubject().Match(subject) is { Success: true } words ? $"Subject: {words.Value.Trim()}" : null;
    }

    private static string? AutomaticSign(MimeMessage message)
    {
        if (FirstWord(message.Headers.Get("Auto-Submitted")) is { } submitted and not "no")
        {
            return $"Auto-Submitted: {submitted}";
        }

        if (FirstWord(message.Headers.Get("Precedence")) is { } precedence and ("bulk" or "junk" or "list"))
        {
            return $"Precedence: {precedence}";
        }

        return AutomaticFields.FirstOrDefault(message.Headers.Contains);
    }

    private static string? FirstWord(string? value)
    {
        var word = value?.Trim().ToLowerInvariant();
        var end = word?.IndexOfAny([' ', ';', '\t', '(']) ?? -1;
        return string.IsNullOrEmpty(word) ? null : DatabaseText.OneLine(end > 0 ? word[..end] : word, 60);
    }

    /// <summary>How the common programs begin the subject of an absence note, in the languages they come in.</summary>
    [GeneratedRegex(
        @"^\s*(automatic reply|auto[- ]?reply|auto[- ]response|autoreply|out of (the )?office|automatische antwort|abwesenheitsnotiz|abwesenheit|réponse automatique|absence du bureau|respuesta automática|fuera de la oficina|risposta automatica|automatisch antwoord|afwezigheid|automatiskt svar|automatisk svar|autosvar|automaattinen vastaus|resposta automática|odpowiedź automatyczna|automatická odpověď|автоответ|автоматический ответ|自動応答|自动回复|자동 회신)\b\s*[:：]?",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex VacationSubject();
}
