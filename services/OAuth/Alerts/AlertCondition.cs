using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Alerts;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Alerts;

/// <summary>Something that admins are to be told of as long as it holds.</summary>
/// <param name="Email">The system email.</param>
/// <param name="Kind">What.</param>
/// <param name="Problem">In words.</param>
/// <param name="EndsAt">When what is about to end does; null for a broken link.</param>
internal sealed record AlertCondition(SystemEmail Email, AlertKind Kind, MailboxProblem Problem, DateTimeOffset? EndsAt);
