namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>The OAuth application of a system email, as it may be shown.</summary>
/// <param name="ClientId">Application (client) id.</param>
/// <param name="HasClientSecret">Whether a secret is stored.</param>
/// <param name="Tenant">Directory (tenant) id, verified domain, or <c>organizations</c>.</param>
/// <param name="AuthorizeEndpoint">Authorization endpoint in use.</param>
/// <param name="TokenEndpoint">Token endpoint in use.</param>
/// <param name="Scopes">Scopes asked for, those of every service it needs a token of.</param>
public sealed record ApplicationView(
    string ClientId,
    bool HasClientSecret,
    string Tenant,
    string AuthorizeEndpoint,
    string TokenEndpoint,
    IReadOnlyList<string> Scopes)
{
    /// <summary>The scopes an admin has typed; empty while they follow from the protocols.</summary>
    public IReadOnlyList<string> OwnScopes { get; init; } = [];

    /// <summary>How it proves who it is.</summary>
    public ClientProof Proof { get; init; } = ClientProof.Secret;

    /// <summary>Day on which the secret ends, as an admin has said; null when nobody has.</summary>
    public DateOnly? SecretExpiresOn { get; init; }

    /// <summary>Whether the secret before this one is still kept beside it.</summary>
    public bool HasOldSecret { get; init; }

    /// <summary>Day on which that one ends.</summary>
    public DateOnly? OldSecretExpiresOn { get; init; }

    /// <summary>Its certificate; null when none is stored.</summary>
    public CertificateView? Certificate { get; init; }

    /// <summary>What its provider needs beside the two endpoints; null for Microsoft.</summary>
    public OAuth2Details? Details { get; init; }
}
