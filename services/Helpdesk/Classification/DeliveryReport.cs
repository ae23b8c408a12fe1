namespace HelpdeskMail.Helpdesk.Classification;

/// <summary>What a delivery report says.</summary>
/// <param name="OriginalIds">Message-IDs that the reported mail may have had, the likeliest first, without brackets.</param>
/// <param name="Recipients">What became of each recipient; empty when the report does not say it in a form that can be read.</param>
/// <param name="Undelivered">Whether it says that the mail did not reach somebody.</param>
public sealed record DeliveryReport(IReadOnlyList<string> OriginalIds, IReadOnlyList<ReportedRecipient> Recipients, bool Undelivered)
{
    /// <summary>Ticket numbers in the subject of the mail that it returns.</summary>
    public IReadOnlyList<long> Numbers { get; init; } = [];
}
