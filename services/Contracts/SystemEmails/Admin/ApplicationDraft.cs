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
    /// <summary>How the application proves who it is; null for what is stored, and for a new one a secret, or a certificate where one is given.</summary>
    public ClientProof? Proof { get; init; }

    /// <summary>Day on which <see cref="ClientSecret"/> ends, as Entra shows it beside the secret; null keeps the stored one, or says nothing of a new secret.</summary>
    public DateOnly? SecretExpiresOn { get; init; }

    /// <summary>With a new <see cref="ClientSecret"/>: the one before stays beside it and is used while the provider does not know the new one.</summary>
    public bool KeepOldSecret { get; init; }

    /// <summary>A new certificate; null keeps the stored one.</summary>
    public CertificateDraft? Certificate { get; init; }

    /// <summary>What a provider other than Microsoft needs beside the two endpoints; null for its usual.</summary>
    public OAuth2Details? Details { get; init; }

    /// <summary>Leaves the secret out.</summary>
    public override string ToString() => $"application {ClientId} in {Tenant}";
}
