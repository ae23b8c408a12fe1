namespace HelpdeskMail.Contracts.Mail;

/// <summary>The MailStore's answer to storing a message.</summary>
/// <param name="ReceiptId">Number of the receipt; the same when the place was stored before.</param>
/// <param name="Created">False when this place was already stored and nothing changed.</param>
/// <param name="Content">SHA-256 of the raw bytes, lower-case hexadecimal.</param>
public sealed record StoredMail(long ReceiptId, bool Created, string Content);
