namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>Something that was done to a system email (<c>GET /internal/admin/system-emails/{id}/audit</c>: newest first, 200 at most).</summary>
/// <param name="At">When.</param>
/// <param name="AdminId">Who; null when it was the service itself or an unknown browser.</param>
/// <param name="AdminName">Who, for people; null likewise.</param>
/// <param name="Action">Stable name: <c>created</c>, <c>changed</c>, <c>link_started</c>, <c>callback_refused</c> …</param>
/// <param name="Details">What exactly; field names, never secrets.</param>
public sealed record AuditEntry(DateTimeOffset At, string? AdminId, string? AdminName, string Action, string Details);
