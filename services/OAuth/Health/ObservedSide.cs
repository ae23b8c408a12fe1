using HelpdeskMail.Contracts.SystemEmails;

namespace HelpdeskMail.OAuth.Health;

/// <summary>What was last met on one side of a system email.</summary>
/// <param name="SystemEmailId">The system email.</param>
/// <param name="Direction">Which side.</param>
/// <param name="ObservedAt">When.</param>
/// <param name="Since">Since when it is well, or since when it is not.</param>
/// <param name="Problem">What is wrong; null when all was well.</param>
/// <param name="WellAt">When it was last well since its settings were saved or it was linked; null when it never was.</param>
internal sealed record ObservedSide(Guid SystemEmailId, MailDirection Direction, DateTimeOffset ObservedAt, DateTimeOffset Since, MailboxProblem? Problem, DateTimeOffset? WellAt);
