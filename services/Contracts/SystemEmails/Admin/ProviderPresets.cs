namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>What the form for a new system email starts with (<c>GET /internal/admin/providers</c>).</summary>
/// <param name="CallbackAddress">The redirect URI to register with the identity provider, platform «Web»; to be shown for copying, never typed.</param>
/// <param name="Providers">The providers on offer here; the Sandbox only in development.</param>
public sealed record ProviderPresets(string CallbackAddress, IReadOnlyList<ProviderPreset> Providers);
