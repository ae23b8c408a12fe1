using HelpdeskMail.Mail.Mime.Reports;

namespace HelpdeskMail.Mail.Mime;

/// <summary>A feedback report in the abuse reporting format (RFC 5965).</summary>
/// <param name="Fields">All its fields.</param>
public sealed record FeedbackReport(HeaderList Fields)
{
    /// <summary>abuse, fraud, virus, not-spam, …; lower case.</summary>
    public string Kind => (Fields.Get("Feedback-Type") ?? "other").Trim().ToLowerInvariant();

    /// <summary>Addresses the message was sent to, as far as the reporter tells.</summary>
    public IReadOnlyList<string> OriginalRecipients => Fields.GetAll("Original-Rcpt-To").SelectMany(value => AddressList.Parse(value)).Select(mailbox => mailbox.Address).ToList();

    internal static FeedbackReport? Read(MimePart part, MimeLimits limits) =>
        FieldGroups.Read(part.DecodedBody(), limits) is [var first, ..] ? new(first) : null;
}
