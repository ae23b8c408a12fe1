namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>One step of a connection test.</summary>
/// <param name="Direction">Which side; null for what both need (the access token).</param>
/// <param name="Name">Stable name: <c>credential</c>, <c>name_resolved</c>, <c>connected</c>, <c>tls</c>, <c>signed_in</c>, <c>mailbox_opened</c>, <c>sending_allowed</c>.</param>
/// <param name="Title">The same for people.</param>
/// <param name="Outcome">How it went.</param>
/// <param name="What">What was seen.</param>
/// <param name="Remedy">What to do; null unless it failed.</param>
/// <param name="ServerAnswer">The server's own words, secrets removed; null when there were none.</param>
public sealed record TestStep(MailDirection? Direction, string Name, string Title, TestOutcome Outcome, string What, string? Remedy, string? ServerAnswer);
