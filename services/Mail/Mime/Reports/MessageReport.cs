using HelpdeskMail.Mail.Mime.Reports;

namespace HelpdeskMail.Mail.Mime;

/// <summary>
/// What a machine reports about a message: that it was not delivered (RFC 3464), that it was read (RFC 8098), that somebody calls it
/// spam (RFC 5965). It is found by its part, within multipart/report or without one.
/// </summary>
/// <param name="Delivery">The delivery report, or null.</param>
/// <param name="Disposition">The disposition notification, or null.</param>
/// <param name="Feedback">The feedback report, or null.</param>
/// <param name="OriginalHeaders">Header of the message that is reported on, where it came along.</param>
public sealed record MessageReport(DeliveryReport? Delivery, DispositionReport? Disposition, FeedbackReport? Feedback, HeaderList? OriginalHeaders)
{
    /// <summary>Message-ID of the message that is reported on, without brackets, or null.</summary>
    public string? OriginalMessageId => Fields.MessageIds.First(OriginalHeaders?.Get("Message-ID")) ?? Disposition?.OriginalMessageId;

    /// <summary>The report in a message; null when it is none. Reports within attached messages do not count.</summary>
    public static MessageReport? Find(MimeMessage message, MimeLimits? limits = null)
    {
        limits ??= MimeLimits.Default;
        var deliveries = new List<DeliveryReport>();
        DispositionReport? disposition = null;
        FeedbackReport? feedback = null;
        HeaderList? original = null;
        foreach (var part in message.Root.Walk())
        {
            switch (part.ContentType.MediaType)
            {
                case "message/delivery-status" or "message/global-delivery-status" when DeliveryReport.Read(part, limits) is { } one:
                    deliveries.Add(one);
                    break;
                case "message/disposition-notification" or "message/global-disposition-notification":
                    disposition ??= DispositionReport.Read(part, limits);
                    break;
                case "message/feedback-report":
                    feedback ??= FeedbackReport.Read(part, limits);
                    break;
                case "text/rfc822-headers" or "message/rfc822-headers" or "message/global-headers":
                    original ??= FieldGroups.Read(part.DecodedBody(), limits) is [var header, ..] ? header : null;
                    break;
                default:
                    original ??= part.Message?.Headers;
                    break;
            }
        }

        // Some servers write a part for each recipient.
        var delivery = deliveries is [var first, _, ..] ? first with { Recipients = [.. deliveries.SelectMany(one => one.Recipients)] } : deliveries.FirstOrDefault();
        return delivery is null && disposition is null && feedback is null ? null : new(delivery, disposition, feedback, original);
    }
}
