namespace HelpdeskMail.Contracts.Mailboxes;

/// <summary>A message that was passed over.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Key">Its key.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="ReceiptId">Its receipt in the MailStore, with its header where that could be had; null when there is none.</param>
/// <param name="Attempts">How often it was tried again.</param>
/// <param name="NextAttemptAt">When it is tried again by itself; null when only a person can ask for it.</param>
/// <param name="FailedAt">When it was passed over.</param>
public sealed record PassedOverMessage(string Folder, string Key, string Reason, long? ReceiptId, int Attempts, DateTimeOffset? NextAttemptAt, DateTimeOffset FailedAt);
