using System.Text.RegularExpressions;
using HelpdeskMail.Helpdesk.Classification;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Mime.Fields;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>Every mail that a mail is, holds, answers or reports on, by Message-ID and by the mark that each of ours bears, however deep they are enclosed in one another.</summary>
/// <param name="Ids">Message-IDs as they are kept.</param>
/// <param name="Marks">Ids of replies, of which the marks speak.</param>
public sealed partial record NamedMails(IReadOnlyList<string> Ids, IReadOnlyList<Guid> Marks)
{
    private const int Most = 1000;
    private const int LongestText = 200_000;
    private static readonly string[] Fields = ["Message-ID", "X-Microsoft-Original-Message-ID", "In-Reply-To", "References"];

    /// <summary>Reads them from a mail. Never throws for what is in it.</summary>
    public static NamedMails In(MimeMessage message)
    {
        var headers = new List<HeaderList> { message.Headers };
        var (ids, marks) = (new List<string>(), new List<string>());
        foreach (var part in message.Root.Walk(intoMessages: true))
        {
            if (part.Message is { } enclosed)
            {
                headers.Add(enclosed.Headers);
            }
            else if (part.ContentType.Is("text", "rfc822-headers") || part.ContentType.Is("message", "rfc822-headers") || part.ContentType.Is("message", "global-headers"))
            {
                headers.Add(MimeMessage.Parse(part.DecodedBody()).Headers);
            }
            else if (part.ContentType.Is("text", "plain") || part.ContentType.Type.Equals("message", StringComparison.OrdinalIgnoreCase))
            {
                // Reports name what they are about in fields of their own, and the simplest ones only quote its header.
                var text = part.Text();
                text = text.Length > LongestText ? text[..LongestText] : text;
                ids.AddRange(QuotedId().Matches(text).Take(Most).Select(match => match.Groups["id"].Value));
                marks.AddRange(QuotedMark().Matches(text).Take(Most).Select(match => match.Groups["id"].Value));
            }
        }

        foreach (var header in headers.Take(Most))
        {
            ids.AddRange(Fields.SelectMany(header.GetAll).SelectMany(MessageIds.Parse));
            marks.AddRange(header.GetAll(DeliveryReportReader.DeliveryMark).Select(mark => mark.Trim().Split('-')[0]));
        }

        return new NamedMails(
            MessageIdKey.OfAll([.. ids.Select(id => id.Trim('<', '>'))]),
            [.. marks.Select(mark => Guid.TryParseExact(mark, "N", out var reply) ? reply : Guid.Empty).Where(reply => reply != Guid.Empty).Distinct().Take(Most)]);
    }

    [GeneratedRegex(@"^[ \t>|*]{0,20}(X-)?(Original-)?Message-ID:\*?[ \t]{0,20}(\r?\n[ \t>|]{1,20})?(?<id><?[^<>\s]{1,500}>?)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex QuotedId();

    [GeneratedRegex(@"^[ \t>|*]{0,20}(X-HelpdeskMail-Delivery|Original-Envelope-Id):\*?[ \t]{0,20}(?<id>[0-9a-f]{32})", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex QuotedMark();
}
