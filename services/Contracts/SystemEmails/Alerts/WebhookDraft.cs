namespace HelpdeskMail.Contracts.SystemEmails.Alerts;

/// <summary>A webhook to add.</summary>
/// <param name="Address">An https address on the public internet, or one an operator has allowed.</param>
public sealed record WebhookDraft(string Address);
