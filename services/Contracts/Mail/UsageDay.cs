namespace HelpdeskMail.Contracts.Mail;

/// <summary>What the mailboxes brought on one day (UTC).</summary>
/// <param name="Day">The day.</param>
/// <param name="SystemEmailId">The mailbox; null for all of them together.</param>
/// <param name="Messages">Messages stored.</param>
/// <param name="Bytes">Their raw bytes.</param>
/// <param name="Failed">Messages that could not be read whole.</param>
public sealed record UsageDay(DateOnly Day, Guid? SystemEmailId, long Messages, long Bytes, long Failed);
