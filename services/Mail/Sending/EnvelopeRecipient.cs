namespace HelpdeskMail.Mail.Sending;

/// <summary>Somebody a message is handed over for.</summary>
/// <param name="Address">Bare address, <c>local@domain</c>; non-ASCII characters need a server with SMTPUTF8.</param>
/// <param name="Notices">Delivery reports wanted; passed over by servers without DSN.</param>
/// <param name="OriginalAddress">Address the report should name (ORCPT) when it is another; null for none.</param>
public sealed record EnvelopeRecipient(string Address, DeliveryNotices Notices = DeliveryNotices.ServerDefault, string? OriginalAddress = null);
