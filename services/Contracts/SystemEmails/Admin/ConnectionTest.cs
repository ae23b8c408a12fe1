namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>
/// What a try of both directions showed (<c>POST /internal/admin/system-emails/{id}/test</c>, no body; takes up to a minute). Nothing is changed in the mailbox and nothing is sent.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Passed">Whether every step passed.</param>
/// <param name="Steps">The steps in the order they were tried; after the first that failed, those of its direction are skipped.</param>
public sealed record ConnectionTest(DateTimeOffset At, bool Passed, IReadOnlyList<TestStep> Steps);
