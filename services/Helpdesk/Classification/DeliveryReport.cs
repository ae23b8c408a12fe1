namespace HelpdeskMail.Helpdesk.Classification;

/// <summary>What a delivery report says.</summary>
/// <param name="OriginalIds">Message-IDs that the reported mail may have had, the likeliest first, without brackets.</param>
/// <param name="Recipients">What became of each recipient; empty when the report does not say it in a form that can be read.</param>
/// <param name="Undelivered">Whether it says that the mail did not reach somebody.</param>
public sealed record DeliveryReport(IReadOnlyList<string> OriginalIds, IReadOnlyList<ReportedRecipient> Recipients, bool Undelivered)
{
    /// <summary>Replies that the report names by the mark that each of ours bears: in what it returns, or as the envelope's id (RFC 3464 section 2.2.1).</summary>
    public IReadOnlyList<Guid> Replies { get; init; } = [];

    /// <summary>What the mail system says in words, without the mail that it returns.</summary>
    public string Words { get; init; } = "";

    /// <summary>Ticket numbers in the subject of the mail that it returns.</summary>
    public IReadOnlyList<long> Numbers { get; init; } = [];
}
