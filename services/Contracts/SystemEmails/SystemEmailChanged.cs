namespace HelpdeskMail.Contracts.SystemEmails;

/// <summary>A system email was added, changed, linked, unlinked or removed. A nudge: whoever cares asks the OAuth service for its present settings.</summary>
/// <param name="SystemEmailId">The system email.</param>
/// <param name="Revision">Grows with each change.</param>
public sealed record SystemEmailChanged(Guid SystemEmailId, int Revision);
