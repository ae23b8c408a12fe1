namespace HelpdeskMail.Contracts.Mail;

/// <summary>What the MailStore knows of one received message.</summary>
/// <param name="ReceiptId">Its number.</param>
/// <param name="Place">Where it lay.</param>
/// <param name="Content">SHA-256 of the raw bytes, lower-case hexadecimal; other receipts may share it. Null when only the header or nothing could be kept.</param>
/// <param name="Size">Raw size in bytes.</param>
/// <param name="ReceivedAt">The server's date of arrival where it tells (INTERNALDATE), else when it was read.</param>
/// <param name="StoredAt">When the row was committed.</param>
/// <param name="Failure">Why the message could not be read whole, in words; null for the ordinary case.</param>
/// <param name="HandledAt">When the helpdesk reported it handled.</param>
public sealed record MailReceipt(
    long ReceiptId,
    MailPlace Place,
    string? Content,
    long Size,
    DateTimeOffset ReceivedAt,
    DateTimeOffset StoredAt,
    string? Failure,
    DateTimeOffset? HandledAt)
{
    /// <summary>Field of an answer with the raw message that has its receipt in it, as JSON in ASCII.</summary>
    public const string Header = "X-Mail-Receipt";
}
