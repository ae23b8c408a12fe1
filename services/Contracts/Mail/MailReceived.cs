namespace HelpdeskMail.Contracts.Mail;

/// <summary>
/// A message lies in the MailStore and waits to become a ticket entry. A nudge: the row in the MailStore is the truth, and the MailStore sends it again
/// until <see cref="MailHandled"/> comes back.
/// </summary>
/// <param name="ReceiptId">Number of the receipt in the MailStore: this message, in this place, once.</param>
public sealed record MailReceived(long ReceiptId);
