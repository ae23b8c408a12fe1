namespace HelpdeskMail.Helpdesk.Classification;

/// <summary>A recipient in a delivery report (RFC 3464 section 2.3).</summary>
/// <param name="Address">The address it was sent to.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Status">Enhanced status code (RFC 3463), <c>5.1.1</c>; null when there is none.</param>
/// <param name="Diagnostic">The server's words, one line; empty when it said nothing.</param>
public sealed record ReportedRecipient(string Address, ReportedOutcome Outcome, string? Status, string Diagnostic);
