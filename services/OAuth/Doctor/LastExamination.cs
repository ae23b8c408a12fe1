using HelpdeskMail.Contracts.SystemEmails.Doctor;

namespace HelpdeskMail.OAuth.Doctor;

/// <summary>What the last examination of a system email came to.</summary>
/// <param name="Outcome">Its worst step.</param>
/// <param name="At">When.</param>
internal sealed record LastExamination(DoctorOutcome Outcome, DateTimeOffset At);
