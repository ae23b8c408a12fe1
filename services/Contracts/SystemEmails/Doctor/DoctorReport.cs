namespace HelpdeskMail.Contracts.SystemEmails.Doctor;

/// <summary>
/// What an examination of a system email found. <c>POST /internal/admin/system-emails/{id}/doctor</c> examines now and keeps the report, <c>GET …/doctor</c> gives the last one (404 <c>doctor_never</c>
/// before the first). <c>POST /internal/admin/system-emails/doctor</c> examines a <see cref="Admin.SystemEmailDraft"/> that is not saved (query <c>of</c>: the system email whose stored secrets fill
/// the empty fields) and keeps nothing. Nothing is changed in a mailbox, and nothing is sent.
/// </summary>
/// <param name="SystemEmailId">The system email; null for a draft.</param>
/// <param name="Address">Its address.</param>
/// <param name="At">When it was examined.</param>
/// <param name="Outcome">The worst of the steps.</param>
/// <param name="Cause">The step that most likely explains the others: the first that failed, else the first that warned; null when all is well.</param>
/// <param name="Steps">All steps, in the order in which they depend on each other.</param>
/// <param name="Text">The whole as plain text, to be pasted into a mail.</param>
public sealed record DoctorReport(
    Guid? SystemEmailId, string Address, DateTimeOffset At, DoctorOutcome Outcome, DoctorStep? Cause, IReadOnlyList<DoctorStep> Steps, string Text);
