namespace HelpdeskMail.Contracts.SystemEmails.Alerts;

/// <summary>One telling of an alert to one receiver (<c>GET /internal/admin/alerts/deliveries</c>: newest first, 100 at most).</summary>
/// <param name="At">When it was decided to tell.</param>
/// <param name="Subject">What it says, in a line.</param>
/// <param name="Channel"><c>mail</c> or <c>webhook</c>.</param>
/// <param name="Target">Address it goes to.</param>
/// <param name="State"><c>waiting</c>, <c>done</c> or <c>failed</c> (given up).</param>
/// <param name="Attempts">Tries so far.</param>
/// <param name="NextAt">When it is tried next; null when it is not.</param>
/// <param name="Answer">What the last try met; null before it.</param>
public sealed record AlertDeliveryView(DateTimeOffset At, string Subject, string Channel, string Target, string State, int Attempts, DateTimeOffset? NextAt, string? Answer);
