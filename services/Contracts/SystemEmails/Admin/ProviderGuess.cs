namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>What keeps the mailboxes of an address's domain, as far as can be told (<c>GET /internal/admin/providers/guess?address=</c>).</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Why">What it was told by, for the admin.</param>
/// <param name="Tenant">The domain's Entra tenant; null for other providers.</param>
/// <param name="Way">The way in that is recommended.</param>
/// <param name="WayWhy">Why that one.</param>
public sealed record ProviderGuess(MailProvider Provider, string Why, string? Tenant, SignInWay Way, string WayWhy);
