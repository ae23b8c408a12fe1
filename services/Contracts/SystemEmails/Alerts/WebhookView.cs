namespace HelpdeskMail.Contracts.SystemEmails.Alerts;

/// <summary>
/// An address that alerts are posted to: <c>GET /internal/admin/alerts/webhooks</c>; <c>POST</c> with <see cref="WebhookDraft"/> adds one, <c>DELETE …/{id}</c> removes it (204).
/// </summary>
/// <param name="Id">The webhook.</param>
/// <param name="Address">Where it posts to.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="Secret">Key of its signatures; only in the answer to adding it, and never again.</param>
public sealed record WebhookView(Guid Id, string Address, DateTimeOffset CreatedAt, string? Secret);
