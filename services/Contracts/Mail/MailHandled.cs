namespace HelpdeskMail.Contracts.Mail;

/// <summary>The helpdesk has committed what became of a receipt: an entry, or a named reason why not. Sent again for each repeated <see cref="MailReceived"/>.</summary>
/// <param name="ReceiptId">Number of the receipt in the MailStore.</param>
public sealed record MailHandled(long ReceiptId);
