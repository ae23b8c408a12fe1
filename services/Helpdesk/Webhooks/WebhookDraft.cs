namespace HelpdeskMail.Helpdesk.Webhooks;

/// <summary>A webhook to be added.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Address">Where it is told; https, or http.</param>
/// <param name="Events">What it is told of; see <see cref="WebhookEvents"/>.</param>
public sealed record WebhookDraft(string Name, string Address, IReadOnlyList<string> Events);
