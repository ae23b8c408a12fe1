using System.Text.RegularExpressions;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Mime.Fields;

namespace HelpdeskMail.Helpdesk.Classification;

/// <summary>Reads delivery reports: the form of RFC 3464, and what can be had from those that do without it.</summary>
internal static partial class DeliveryReportReader
{
    /// <summary>Local part, at sign and domain (RFC 5321 section 4.5.3.1).</summary>
    private const int LongestAddress = 320;

    private const int MostRecipients = 200;
    private const int MostIds = 10;
    private const int LongestText = 200_000;

    /// <summary>The field by which the Reply service marks what it sends.</summary>
    internal const string DeliveryMark = "X-HelpdeskMail-Delivery";

    public static DeliveryReport Read(MimeMessage message)
    {
        var words = PlainBounce.WordsOf(message);
        var report = MessageReport.Find(message);
        var recipients = (report?.Delivery?.Recipients ?? []).Select(Recipient).OfType<ReportedRecipient>().Take(MostRecipients).ToList();
        if (recipients.Count == 0 && message.Headers.Get("X-Failed-Recipients") is { } failed)
        {
            var addresses = AddressList.Parse(failed).Where(mailbox => mailbox.IsComplete).Take(MostRecipients).Select(mailbox => DatabaseText.OneLine(mailbox.Address, LongestAddress)).ToList();
            recipients = [.. PlainBounce.Read(words, addresses)];
            recipients.AddRange(addresses.Except(recipients.Select(one => one.Address), StringComparer.Ordinal).Select(address => new ReportedRecipient(address, ReportedOutcome.Failed, null, "")));
        }

        if (recipients.Count == 0 && report?.Disposition is { Disposition: "displayed" } read && (read.FinalRecipient ?? (message.From is [var from, ..] ? from.Address : null)) is { } reader)
        {
            recipients = [new ReportedRecipient(DatabaseText.OneLine(reader, LongestAddress), ReportedOutcome.Read, null, "")];
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
            // Behind the reply's id there may be a hyphen and a number: a mail of its own to some of the recipients.
            if (Guid.TryParseExact(mark?.Trim().Split('-')[0], "N", out var reply))
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

        // The newest of a thread is the one that came back.
        foreach (var named in message.InReplyTo.Concat(message.References.Reverse()))
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

    private static ReportedRecipient? Recipient(DeliveryRecipient reported)
    {
        var outcome = reported.Action switch
        {
            "delayed" => ReportedOutcome.Delayed,
            "delivered" or "relayed" or "expanded" => ReportedOutcome.Delivered,
            _ => ReportedOutcome.Failed,
        };
        return (Plain(reported.OriginalRecipient) ?? reported.FinalRecipient) is { Length: > 0 } address
            ? new ReportedRecipient(DatabaseText.OneLine(address, LongestAddress), outcome, DatabaseText.CleanOrNull(reported.Status, 60), DatabaseText.OneLine(reported.DiagnosticCode, 1000)) : null;
    }

    /// <summary>Some servers hand back the address as ORCPT had it, with the two characters encoded that xtext encodes of ASCII (RFC 3461 section 4).</summary>
    private static string? Plain(string? xtext) => xtext?.Replace("+2B", "+", StringComparison.Ordinal).Replace("+3D", "=", StringComparison.Ordinal);

    [GeneratedRegex(@"^[ \t>|*]{0,20}Message-ID:\*?[ \t]{0,20}(\n[ \t>|]{1,20})?(?<id><[^<>\s]{1,500}>)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex QuotedMessageId();

    [GeneratedRegex(@"^Original-Envelope-Id:\s*(?<id>[0-9a-f]{32})(-[0-9]{1,9})?\s*$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex EnvelopeId();

    [GeneratedRegex(@"^(X-)?Original-Message-ID:[ \t]{0,20}(\r?\n[ \t]{1,20})?(?<id><?[^<>\s]{1,500}>?)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex NamedOriginal();

    [GeneratedRegex(@"^[ \t>|*]{0,20}X-HelpdeskMail-Delivery:\*?[ \t]{0,20}(?<id>[0-9a-f]{32})", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex QuotedMark();

    [GeneratedRegex(@"^[ \t>|*]{0,20}Subject:\*?[ \t]{0,20}(?<subject>[^\n]{1,500})", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex QuotedSubject();
}
