namespace HelpdeskMail.Contracts.Mail;

/// <summary>Received mail that the helpdesk has not reported handled (<c>GET /receipts/waiting</c> of the MailStore).</summary>
/// <param name="Count">How many messages.</param>
/// <param name="Since">When the first of them was stored; null when none waits.</param>
public sealed record WaitingMail(long Count, DateTimeOffset? Since);
