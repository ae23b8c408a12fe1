namespace HelpdeskMail.Contracts.SystemEmails.Alerts;

/// <summary>Something that admins are being told of.</summary>
/// <param name="Id">The alert.</param>
/// <param name="SystemEmailId">The system email it is about.</param>
/// <param name="Address">Its address.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Since">When it began.</param>
/// <param name="EndsAt">When what is about to end does; null for a broken link.</param>
/// <param name="Problem">What is wrong, and what to do.</param>
public sealed record AlertView(Guid Id, Guid SystemEmailId, string Address, AlertKind Kind, DateTimeOffset Since, DateTimeOffset? EndsAt, MailboxProblem Problem);
