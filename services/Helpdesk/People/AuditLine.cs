namespace HelpdeskMail.Helpdesk.People;

/// <summary>Something that was done in administration or sign-in.</summary>
/// <param name="Id">Grows with time.</param>
/// <param name="At">When.</param>
/// <param name="PersonName">Who; empty when nobody was signed in.</param>
/// <param name="Action">What, by its stable name.</param>
/// <param name="Details">What exactly.</param>
public sealed record AuditLine(long Id, DateTimeOffset At, string PersonName, string Action, string Details);
