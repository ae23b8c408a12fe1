namespace HelpdeskMail.Contracts.Mail;

/// <summary>The helpdesk has committed what became of receipts: an entry, or a named reason why not. Said again for each repeated <see cref="MailReceived"/>.</summary>
/// <param name="Receipts">The receipts, 500 at most.</param>
public sealed record MailHandled(IReadOnlyList<ReceiptReport> Receipts);
