namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>The OAuth application an admin fills in.</summary>
/// <param name="ClientId">Application (client) id.</param>
/// <param name="ClientSecret">Its secret value; null or empty keeps the stored one. Write-only: no answer holds it.</param>
/// <param name="Tenant">Directory (tenant) id, a verified domain, or <c>organizations</c>.</param>
/// <param name="AuthorizeEndpoint">Null or empty for the one that follows from provider and tenant.</param>
/// <param name="TokenEndpoint">Null or empty for the one that follows from provider and tenant.</param>
/// <param name="Scopes">Null or empty for the provider's.</param>
public sealed record ApplicationDraft(
    string ClientId,
    string? ClientSecret,
    string Tenant,
    string? AuthorizeEndpoint,
    string? TokenEndpoint,
    IReadOnlyList<string>? Scopes)
{
    /// <summary>Leaves the secret out.</summary>
    public override string ToString() => $"application {ClientId} in {Tenant}";
}
