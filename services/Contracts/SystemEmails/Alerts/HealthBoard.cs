namespace HelpdeskMail.Contracts.SystemEmails.Alerts;

/// <summary>How all system emails stand (<c>GET /internal/admin/board</c>): what the helpdesk shows beside their addresses and on top of its admin pages.</summary>
/// <param name="Mailboxes">Every system email.</param>
/// <param name="Alerts">What admins are being told of, oldest first.</param>
public sealed record HealthBoard(IReadOnlyList<MailboxStanding> Mailboxes, IReadOnlyList<AlertView> Alerts);
