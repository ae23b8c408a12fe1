namespace HelpdeskMail.Contracts.SystemEmails;

/// <summary>
/// What Fetch or Reply met when it worked for a system email: the OAuth service keeps it as the state everyone sees. Sent when the outcome changes and
/// every few minutes while it stays.
/// </summary>
/// <param name="SystemEmailId">The system email.</param>
/// <param name="Direction">Which side.</param>
/// <param name="At">When.</param>
/// <param name="Problem">Null when all was well.</param>
public sealed record MailboxObserved(Guid SystemEmailId, MailDirection Direction, DateTimeOffset At, MailboxProblem? Problem);
