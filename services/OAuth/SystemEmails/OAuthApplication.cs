namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>The OAuth application a system email signs in by.</summary>
/// <param name="ClientId">Application (client) id.</param>
/// <param name="ClientSecret">Its secret, sealed; null when none is stored.</param>
/// <param name="Tenant">Directory (tenant) id, verified domain, or <c>organizations</c>.</param>
/// <param name="AuthorizeEndpoint">Authorization endpoint.</param>
/// <param name="TokenEndpoint">Token endpoint.</param>
/// <param name="Scopes">Scopes asked for.</param>
public sealed record OAuthApplication(
    string ClientId,
    byte[]? ClientSecret,
    string Tenant,
    string AuthorizeEndpoint,
    string TokenEndpoint,
    IReadOnlyList<string> Scopes)
{
    /// <summary>Whether tokens of the one are of no use to the other.</summary>
    public bool IsAnother(OAuthApplication? other) =>
        other is null
        || !string.Equals(ClientId, other.ClientId, StringComparison.OrdinalIgnoreCase)
        || !string.Equals(TokenEndpoint, other.TokenEndpoint, StringComparison.OrdinalIgnoreCase)
        || !Scopes.SequenceEqual(other.Scopes, StringComparer.OrdinalIgnoreCase);
}
