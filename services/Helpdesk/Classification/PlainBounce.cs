using System.Text.RegularExpressions;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Text;

namespace HelpdeskMail.Helpdesk.Classification;

/// <summary>
/// Reads bounces that are words only, as qmail, older Exim, sendmail, Exchange and Notes write them: an address, and near it why nothing came of it. The addresses
/// that the returned mail went to are known, so what is looked for is one of those, whatever the words around it are.
/// </summary>
internal static partial class PlainBounce
{
    private const int Longest = 50_000;

    /// <summary>How far below an address its reason stands.</summary>
    private const int Reach = 1200;

    /// <summary>The words of the mail system, up to the mail that it returns.</summary>
    public static string WordsOf(MimeMessage message)
    {
        var text = message.Root.Walk().FirstOrDefault(part => part.ContentType.Is("text", "plain"))?.Text() is { Length: > 0 } plain ? plain : ReadableBody.From(message).Text;
        text = (text.Length > Longest ? text[..Longest] : text).ReplaceLineEndings("\n");
        return Returned().Match(text) is { Success: true, Index: > 0 } returned ? text[..returned.Index] : text;
    }

    /// <summary>Whether they say that the server still tries.</summary>
    public static bool SaysDelayed(string words) => Delayed().IsMatch(words.Length > 3000 ? words[..3000] : words);

    /// <summary>What they say of the recipients that a mail had. Of a single recipient everything is said.</summary>
    public static IReadOnlyList<ReportedRecipient> Read(string words, IReadOnlyList<string> recipients)
    {
        var outcome = SaysDelayed(words) ? ReportedOutcome.Delayed : ReportedOutcome.Failed;
        var named = recipients.Select(address => (Address: address, At: words.IndexOf(address, StringComparison.OrdinalIgnoreCase))).Where(one => one.At >= 0).OrderBy(one => one.At).ToList();
        if (named.Count == 0)
        {
            return recipients is [var only] ? [Of(only, words, outcome)] : [];
        }

        return
        [
            .. named.Select((one, i) =>
            {
                var end = Math.Min(i + 1 < named.Count ? named[i + 1].At : words.Length, one.At + Reach);
                return Of(one.Address, words[(one.At + one.Address.Length)..Math.Max(end, one.At + one.Address.Length)], outcome);
            }),
        ];
    }

    private static ReportedRecipient Of(string address, string words, ReportedOutcome outcome)
    {
        var lines = words.Split('\n').Select(line => line.Trim(' ', '\t', '>', ':', '<')).Where(line => line.Length > 0).ToList();
        var status = Status().Match(words);
        var said = lines.FirstOrDefault(line => Status().IsMatch(line)) ?? lines.FirstOrDefault(line => Answer().IsMatch(line)) ?? lines.FirstOrDefault() ?? "";
        return new ReportedRecipient(address, outcome, status.Success ? status.Value : null, DatabaseText.OneLine(said, 1000));
    }

    [GeneratedRegex(@"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?!\.?\d)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Status();

    [GeneratedRegex(@"(?<!\d)[45]\d\d[ -]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Answer();

    [GeneratedRegex(
        @"^[ \t>]{0,8}(-{2,}[^\n]{0,80}(copy|original|returned|unsent|below|message header)[^\n]*|(Received|Return-Path|Message-ID|DKIM-Signature):[^\n]*)$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Returned();

    [GeneratedRegex(
        @"\bdelayed\b|warning message only|will (keep|continue|be retried|retry)|still (trying|being retried)|not yet been delivered|has not been delivered yet|no action is required|you do not need to resend|verzögert|retardé",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Delayed();
}
