namespace HelpdeskMail.Contracts.Mail;

/// <summary>Where a message lay when it was read. The four together are unique: the same place is stored once, however often it is fetched.</summary>
/// <param name="SystemEmailId">The system email whose mailbox it is.</param>
/// <param name="Source">Protocol it was read by.</param>
/// <param name="Folder">Folder as the server names it, decoded; empty for POP3.</param>
/// <param name="Key">The server's lasting name of the message, see <see cref="MailSource"/>.</param>
public sealed record MailPlace(Guid SystemEmailId, MailSource Source, string Folder, string Key);
