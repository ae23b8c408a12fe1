namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>An earlier or the present state of a system email (<c>GET /internal/admin/system-emails/{id}/health</c>: newest first, 200 at most).</summary>
/// <param name="At">When the state began.</param>
/// <param name="State">The state.</param>
/// <param name="Problem">Why; null while all was well.</param>
public sealed record HealthChange(DateTimeOffset At, LinkState State, MailboxProblem? Problem);
