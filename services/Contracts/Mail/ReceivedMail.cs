namespace HelpdeskMail.Contracts.Mail;

/// <summary>A message that lies in the MailStore.</summary>
/// <param name="ReceiptId">Number of the receipt in the MailStore: this message, in this place, once.</param>
/// <param name="Trace">The trace that it is part of (W3C traceparent); null where nobody collects traces.</param>
public sealed record ReceivedMail(long ReceiptId, string? Trace);
