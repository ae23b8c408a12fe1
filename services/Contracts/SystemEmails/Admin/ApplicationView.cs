namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>The OAuth application of a system email, as it may be shown.</summary>
/// <param name="ClientId">Application (client) id.</param>
/// <param name="HasClientSecret">Whether a secret is stored.</param>
/// <param name="Tenant">Directory (tenant) id, verified domain, or <c>organizations</c>.</param>
/// <param name="AuthorizeEndpoint">Authorization endpoint in use.</param>
/// <param name="TokenEndpoint">Token endpoint in use.</param>
/// <param name="Scopes">Scopes asked for.</param>
public sealed record ApplicationView(
    string ClientId,
    bool HasClientSecret,
    string Tenant,
    string AuthorizeEndpoint,
    string TokenEndpoint,
    IReadOnlyList<string> Scopes);
