namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>A mail of ours about somebody's account.</summary>
/// <param name="Id">A Message-ID under which it has left.</param>
/// <param name="ReplyId">What the Reply service knows it by, and marks it with.</param>
/// <param name="At">When it was asked for.</param>
internal sealed record AccountMailId(string Id, Guid ReplyId, DateTimeOffset At);
