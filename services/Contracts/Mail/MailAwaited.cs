namespace HelpdeskMail.Contracts.Mail;

/// <summary>
/// The helpdesk is there and takes mail in. What came before its queue was there, or while the bus was away, is announced at once then instead of when its next repetition is due. Losing it costs that time only.
/// </summary>
public sealed record MailAwaited;
