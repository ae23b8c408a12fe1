namespace HelpdeskMail.Contracts.Mail;

/// <summary>What stands before each message where many are read at once.</summary>
/// <param name="Receipt">What is known of it.</param>
/// <param name="Size">Number of its bytes, which follow; null where none do: it was not kept, or it is too large to be read with others.</param>
/// <param name="IsLarge">Whether it is kept and has to be read on its own.</param>
public sealed record MailHead(MailReceipt Receipt, int? Size, bool IsLarge);
