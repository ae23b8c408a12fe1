namespace HelpdeskMail.Contracts.SystemEmails.Restriction;

/// <summary>
/// Which mailboxes an application can reach. <c>POST /internal/admin/system-emails/{id}/restriction</c> with <see cref="RestrictionRequest"/> tries and keeps the result, <c>GET</c> gives the last one
/// (404 <c>restriction_never</c>). For <see cref="Admin.SignInWay.ClientCredentials"/> only. Mailboxes are opened and left; nothing is read or changed.
/// </summary>
/// <param name="At">When it was tried.</param>
/// <param name="Verdict">What came of it.</param>
/// <param name="Forbidden">The mailbox that it must not reach.</param>
/// <param name="Saw">What was seen, in words.</param>
/// <param name="Linked">What came of opening the linked mailbox.</param>
/// <param name="Other">What came of opening the other one.</param>
/// <param name="Policy">Commands that restrict it by an application access policy, with this application's values in them; null where no policy applies (IMAP, POP, SMTP).</param>
/// <param name="Roles">Commands that restrict it by RBAC for Applications, or by mailbox permissions where there are no roles.</param>
public sealed record RestrictionReport(
    DateTimeOffset At, RestrictionVerdict Verdict, string Forbidden, string Saw, string Linked, string Other, string? Policy, string Roles);
