using HelpdeskMail.Mail.Mime.Reports;

namespace HelpdeskMail.Mail.Mime;

/// <summary>A delivery status notification (RFC 3464).</summary>
/// <param name="Fields">The fields about the message as a whole: Reporting-MTA, Arrival-Date, …</param>
/// <param name="Recipients">One entry for each recipient that is reported on.</param>
public sealed record DeliveryReport(HeaderList Fields, IReadOnlyList<DeliveryRecipient> Recipients)
{
    /// <summary>The server that reports, without its type, or null.</summary>
    public string? ReportingMta => TypedValue.Of(Fields.Get("Reporting-MTA"));

    /// <summary>Whether any recipient failed for good.</summary>
    public bool IsFailure => Recipients.Any(recipient => recipient.Action == "failed" || recipient.Status?.StartsWith('5') == true);

    internal static DeliveryReport? Read(MimePart part, MimeLimits limits)
    {
        var groups = FieldGroups.Read(part.DecodedBody(), limits);
        if (groups.Count == 0)
        {
            return null;
        }

        // Some servers leave out the group about the message, or the empty line after it.
        var recipients = groups.Where(group => group.Contains("Final-Recipient") || group.Contains("Original-Recipient") || group.Contains("Action"));
        return new(groups[0], recipients.Select(group => new DeliveryRecipient(group)).ToList());
    }
}
