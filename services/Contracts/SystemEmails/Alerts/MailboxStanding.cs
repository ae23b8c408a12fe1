using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Contracts.SystemEmails.Doctor;

namespace HelpdeskMail.Contracts.SystemEmails.Alerts;

/// <summary>How one system email stands.</summary>
/// <param name="SystemEmailId">The system email.</param>
/// <param name="Address">Its address.</param>
/// <param name="State">Its state.</param>
/// <param name="Since">Since when.</param>
/// <param name="Problem">Why; null when nothing is wrong.</param>
/// <param name="Ends">What of its link ends next; null when nothing is known to.</param>
/// <param name="Examined">What the last examination found; null before the first.</param>
/// <param name="ExaminedAt">When that was.</param>
public sealed record MailboxStanding(
    Guid SystemEmailId, string Address, LinkState State, DateTimeOffset Since, MailboxProblem? Problem, LinkEnd? Ends, DoctorOutcome? Examined, DateTimeOffset? ExaminedAt);
