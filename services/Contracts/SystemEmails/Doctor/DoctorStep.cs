namespace HelpdeskMail.Contracts.SystemEmails.Doctor;

/// <summary>One step of an examination.</summary>
/// <param name="Direction">Which side; null for what both need.</param>
/// <param name="Name">
/// Stable name: <c>identity_provider</c>, <c>clock</c>, <c>credential</c>, <c>token_contents</c>, <c>name_resolved</c>, <c>connected</c>, <c>tls</c>, <c>smtp_auth</c>, <c>signed_in</c>,
/// <c>mailbox_opened</c>, <c>folder_found</c>, <c>rights</c>, <c>quota</c>, <c>sending_allowed</c>, <c>send_as</c>.
/// </param>
/// <param name="Title">The same for people.</param>
/// <param name="Outcome">How it went.</param>
/// <param name="Saw">What was seen.</param>
/// <param name="Why">Why it matters.</param>
/// <param name="Remedy">What to do; null unless it failed or warned.</param>
/// <param name="Command">Commands for Exchange Online PowerShell that do it, with this system email's values in them; null where there are none.</param>
/// <param name="Answer">The server's or provider's own words, secrets removed; null when there were none.</param>
/// <param name="Code">Stable, searchable name of what is wrong: <c>AADSTS7000215</c>, <c>certificate_expired</c>; null when nothing is.</param>
public sealed record DoctorStep(
    MailDirection? Direction,
    string Name,
    string Title,
    DoctorOutcome Outcome,
    string Saw,
    string Why,
    string? Remedy = null,
    string? Command = null,
    string? Answer = null,
    string? Code = null);
