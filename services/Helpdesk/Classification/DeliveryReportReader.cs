using System.Text.RegularExpressions;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Mime.Fields;

namespace HelpdeskMail.Helpdesk.Classification;

/// <summary>Reads delivery reports: the form of RFC 3464, and what can be had from those that do without it.</summary>
internal static partial class DeliveryReportReader
{
    private const int MostRecipients = 200;
    private const int MostIds = 10;
    private const int LongestText = 200_000;

    /// <summary>The field by which the Reply service marks what it sends.</summary>
    private const string DeliveryMark = "X-HelpdeskMail-Delivery";

    public static DeliveryReport Read(MimeMessage message)
    {
        var words = PlainBounce.WordsOf(message);
        var recipients = message.Root.Walk().Where(part => part.ContentType.Is("message", "delivery-status") || part.ContentType.Is("message", "global-delivery-status"))
            .SelectMany(part => Recipients(part.Text()))
            .Take(MostRecipients)
            .ToList();
        if (recipients.Count == 0 && message.Headers.Get("X-Failed-Recipients") is { } failed)
        {
            var addresses = AddressList.Parse(failed).Where(mailbox => mailbox.IsComplete).Take(MostRecipients).Select(mailbox => mailbox.Address).ToList();
            recipients = [.. PlainBounce.Read(words, addresses)];
            recipients.AddRange(addresses.Except(recipients.Select(one => one.Address), StringComparer.Ordinal).Select(address => new ReportedRecipient(address, ReportedOutcome.Failed, null, "")));
        }

        if (recipients.Count == 0 && MessageReport.Find(message)?.Disposition is { Disposition: "displayed" } read && (read.FinalRecipient ?? (message.From is [var from, ..] ? from.Address : null)) is { } reader)
        {
            recipients = [new ReportedRecipient(reader, ReportedOutcome.Read, null, "")];
        }

        // A receipt of reading or a complaint has no recipients either, and reached somebody.
        var undelivered = recipients.Count == 0
            ? message.Root.ContentType.Parameters["report-type"]?.Trim().ToLowerInvariant() is not ("disposition-notification" or "feedback-report") && !PlainBounce.SaysDelayed(words)
            : recipients.Any(recipient => recipient.Outcome == ReportedOutcome.Failed);
        return new DeliveryReport([.. OriginalIds(message).Distinct(StringComparer.Ordinal).Take(MostIds)], recipients, undelivered)
        {
            Replies = [.. Marks(message).Distinct().Take(MostIds)],
            Numbers = [.. Returned(message).Select(returned => returned.Subject).Append(QuotedSubject().Match(PlainText(message)).Groups["subject"].Value).SelectMany(ThreadClues.NumbersIn).Distinct()],
            Words = words,
        };
    }

    private static IEnumerable<Guid> Marks(MimeMessage message)
    {
        var marks = Returned(message).Select(returned => returned.Headers.Get(DeliveryMark))
            .Append(QuotedMark().Match(PlainText(message)).Groups["id"].Value)
            .Concat(message.Root.Walk().Where(part => part.ContentType.Is("message", "delivery-status")).Select(part => EnvelopeId().Match(part.Text()).Groups["id"].Value));
        foreach (var mark in marks)
        {
            if (Guid.TryParseExact(mark?.Trim(), "N", out var reply))
            {
                yield return reply;
            }
        }
    }

    /// <summary>What is returned: the mail itself, or its header.</summary>
    private static IEnumerable<MimeMessage> Returned(MimeMessage message)
    {
        foreach (var part in message.Root.Walk().Skip(1))
        {
            if (part.Message is { } attached)
            {
                yield return attached;
            }
            else if (part.ContentType.Is("text", "rfc822-headers") || part.ContentType.Is("message", "rfc822-headers") || part.ContentType.Is("message", "global-headers"))
            {
                yield return MimeMessage.Parse(part.DecodedBody());
            }
        }
    }

    /// <summary>The mail that is returned names itself; a report also answers it, and the simplest ones only quote its header in their text.</summary>
    private static IEnumerable<string> OriginalIds(MimeMessage message)
    {
        foreach (var returned in Returned(message))
        {
            if (returned.MessageId is { } id)
            {
                yield return id;
            }
        }

        // RFC 8098 section 3.2.5; some mail systems name it in delivery reports as well. Outlook's receipts return nothing else.
        foreach (var part in message.Root.Walk().Where(part => part.ContentType.Type.Equals("message", StringComparison.OrdinalIgnoreCase) && part.Message is null))
        {
            var fields = part.Text();
            foreach (Match match in NamedOriginal().Matches(fields.Length > LongestText ? fields[..LongestText] : fields))
            {
                foreach (var named in MessageIds.Parse(match.Groups["id"].Value))
                {
                    yield return named;
                }
            }
        }

        foreach (var named in message.InReplyTo.Concat(message.References))
        {
            yield return named;
        }

        foreach (Match match in QuotedMessageId().Matches(PlainText(message)))
        {
            foreach (var quoted in MessageIds.Parse(match.Groups["id"].Value))
            {
                yield return quoted;
            }
        }
    }

    private static string PlainText(MimeMessage message)
    {
        var text = message.Root.Walk().FirstOrDefault(part => part.ContentType.Is("text", "plain"))?.Text() ?? "";
        return text.Length > LongestText ? text[..LongestText] : text;
    }

    /// <summary>Groups of fields separated by empty lines: the first is about the message, the others about a recipient each.</summary>
    private static IEnumerable<ReportedRecipient> Recipients(string report)
    {
        var group = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string? last = null;
        foreach (var line in report.ReplaceLineEndings("\n").Split('\n').Append(""))
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                if (Recipient(group) is { } recipient)
                {
                    yield return recipient;
                }

                group.Clear();
                last = null;
            }
            else if (line[0] is ' ' or '\t')
            {
                if (last is not null)
                {
                    group[last] = $"{group[last]} {line.Trim()}";
                }
            }
            else if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                last = line[..colon].Trim();
                group[last] = line[(colon + 1)..].Trim();
            }
        }
    }

    private static ReportedRecipient? Recipient(Dictionary<string, string> fields)
    {
        var address = AfterType(fields.GetValueOrDefault("Original-Recipient")) ?? AfterType(fields.GetValueOrDefault("Final-Recipient"));
        if (address is null)
        {
            return null;
        }

        var action = fields.GetValueOrDefault("Action", "failed");
        var outcome = action.StartsWith("delayed", StringComparison.OrdinalIgnoreCase) ? ReportedOutcome.Delayed
            : action.StartsWith("delivered", StringComparison.OrdinalIgnoreCase) || action.StartsWith("relayed", StringComparison.OrdinalIgnoreCase) || action.StartsWith("expanded", StringComparison.OrdinalIgnoreCase) ? ReportedOutcome.Delivered
            : ReportedOutcome.Failed;
        var status = StatusCode().Match(fields.GetValueOrDefault("Status", ""));
        return new ReportedRecipient(
            address, outcome, status.Success ? status.Value : null, DatabaseText.OneLine(AfterType(fields.GetValueOrDefault("Diagnostic-Code")), 1000));
    }

    /// <summary>«rfc822; anna@example.org» without its type.</summary>
    private static string? AfterType(string? value)
    {
        var text = value is null ? "" : value[(value.IndexOf(';', StringComparison.Ordinal) + 1)..].Trim().Trim('<', '>');
        return text.Length == 0 ? null : text;
    }

    [GeneratedRegex(@"^[ \t>|*]{0,20}Message-ID:\*?[ \t]{0,20}(\n[ \t>|]{1,20})?(?<id><[^<>\s]{1,500}>)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex QuotedMessageId();

    [GeneratedRegex(@"^Original-Envelope-Id:\s*(?<id>[0-9a-f]{32})(-[0-9]{1,9})?\s*$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EnvelopeId();

    [GeneratedRegex(@"[245]\.\d{1,3}\.\d{1,3}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StatusCode();

    [GeneratedRegex(@"^(X-)?Original-Message-ID:[ \t]{0,20}(\r?\n[ \t]{1,20})?(?<id><?[^<>\s]{1,500}>?)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamedOriginal();

    [GeneratedRegex(@"^[ \t>|*]{0,20}X-HelpdeskMail-Delivery:\*?[ \t]{0,20}(?<id>[0-9a-f]{32})", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex QuotedMark();

    [GeneratedRegex(@"^[ \t>|*]{0,20}Subject:\*?[ \t]{0,20}(?<subject>[^\n]{1,500})", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex QuotedSubject();
}
