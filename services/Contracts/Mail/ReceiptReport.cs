namespace HelpdeskMail.Contracts.Mail;

/// <summary>Of which bytes of a receipt something is true.</summary>
/// <param name="ReceiptId">Number of the receipt in the MailStore.</param>
/// <param name="Content">SHA-256 of the raw bytes that were handled; null when the receipt had none, so that the message has to be handled once more if it comes after all.</param>
/// <param name="Trace">The trace that the mail is part of (W3C traceparent); null where nobody collects traces.</param>
public sealed record ReceiptReport(long ReceiptId, string? Content, string? Trace);
