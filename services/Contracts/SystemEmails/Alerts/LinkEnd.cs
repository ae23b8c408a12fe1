namespace HelpdeskMail.Contracts.SystemEmails.Alerts;

/// <summary>Something of a link that ends on a day (<c>GET /internal/admin/system-emails/{id}/forecast</c>: soonest first).</summary>
/// <param name="Kind">What ends; never <see cref="AlertKind.LinkBroken"/>.</param>
/// <param name="EndsAt">When.</param>
/// <param name="What">The same in words.</param>
/// <param name="Remedy">What to do about it, and until when nothing has to be done.</param>
public sealed record LinkEnd(AlertKind Kind, DateTimeOffset EndsAt, string What, string Remedy);
