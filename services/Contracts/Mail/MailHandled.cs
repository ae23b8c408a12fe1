namespace HelpdeskMail.Contracts.Mail;

/// <summary>The helpdesk has committed what became of a receipt: an entry, or a named reason why not. Sent again for each repeated <see cref="MailReceived"/>.</summary>
/// <param name="ReceiptId">Number of the receipt in the MailStore.</param>
public sealed record MailHandled(long ReceiptId)
{
    /// <summary>SHA-256 of the raw bytes that were handled; null when the receipt had none, so that the message has to be handled once more if it comes after all.</summary>
    public string? Content { get; init; }
}
