namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>A receipt that was handled.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Content">SHA-256 of the raw bytes that it had; null when it had none, so that it is handled once more should they come.</param>
public sealed record HandledReceipt(IntakeOutcome Outcome, string? Content);
