namespace HelpdeskMail.Mail.Examining;

/// <summary>How full a mailbox is (RFC 9208, resource STORAGE).</summary>
/// <param name="Used">Bytes used.</param>
/// <param name="Limit">Bytes there is room for.</param>
public sealed record MailboxQuota(long Used, long Limit);
