using HelpdeskMail.Contracts.SystemEmails.Admin;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>The OAuth application a system email signs in by.</summary>
/// <param name="ClientId">Application (client) id.</param>
/// <param name="ClientSecret">Its secret, sealed; null when none is stored.</param>
/// <param name="Tenant">Directory (tenant) id, verified domain, or <c>organizations</c>; empty for a provider without tenants.</param>
/// <param name="AuthorizeEndpoint">Authorization endpoint; empty where nobody signs in at one.</param>
/// <param name="TokenEndpoint">Token endpoint.</param>
/// <param name="Scopes">Scopes an admin has typed; empty while they follow from the protocols.</param>
public sealed record OAuthApplication(
    string ClientId,
    byte[]? ClientSecret,
    string Tenant,
    string AuthorizeEndpoint,
    string TokenEndpoint,
    IReadOnlyList<string> Scopes)
{
    /// <summary>How it proves who it is.</summary>
    public ClientProof Proof { get; init; } = ClientProof.Secret;

    /// <summary>When the secret ends, as an admin has said; null when nobody has.</summary>
    public DateTimeOffset? SecretExpiresAt { get; init; }

    /// <summary>The secret before this one, sealed, for as long as the provider may not know the new one; null when it was not kept.</summary>
    public byte[]? OldClientSecret { get; init; }

    /// <summary>When that one ends.</summary>
    public DateTimeOffset? OldSecretExpiresAt { get; init; }

    /// <summary>Its certificate; null when none is stored.</summary>
    public StoredCertificate? Certificate { get; init; }

    /// <summary>What a provider other than Microsoft needs beside the two endpoints.</summary>
    public OAuth2Details? Details { get; init; }

    /// <summary>Whether what it proves itself with is here.</summary>
    public bool CanProve => Proof switch
    {
        ClientProof.Secret => ClientSecret is not null,
        ClientProof.Certificate => Certificate is not null,
        _ => true,
    };

    /// <summary>Whether tokens of the one are of no use to the other.</summary>
    public bool IsAnother(OAuthApplication? other) =>
        other is null
        || !string.Equals(ClientId, other.ClientId, StringComparison.OrdinalIgnoreCase)
        || !string.Equals(TokenEndpoint, other.TokenEndpoint, StringComparison.OrdinalIgnoreCase)
        || !Scopes.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(other.Scopes);
}
