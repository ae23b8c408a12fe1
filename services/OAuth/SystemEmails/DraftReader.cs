using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Providers;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>Makes a system email of a draft that <see cref="DraftCheck"/> has passed: fills in what the provider prefills, seals secrets, keeps those that were not given again.</summary>
public sealed class DraftReader(ProviderCatalogue providers, SecretSeal seal)
{
    /// <summary>The system email as it will be stored.</summary>
    /// <param name="draft">What was filled in.</param>
    /// <param name="present">What is stored; null for a new one.</param>
    /// <param name="now">Time of the change.</param>
    public SystemEmail Read(SystemEmailDraft draft, SystemEmail? present, DateTimeOffset now)
    {
        var id = present?.Id ?? Guid.CreateVersion7(now);
        return new()
        {
            Id = id,
            Revision = (present?.Revision ?? 0) + 1,
            Address = draft.Address,
            Name = draft.Name.Trim(),
            Provider = draft.Provider,
            SignIn = draft.SignIn,
            SharedMailbox = draft.SharedMailbox,
            Application = draft.Application is null ? null : ReadApplication(draft, draft.Application, present, id),
            Password = draft.SignIn is not (SignInWay.Password or SignInWay.PasswordGrant) ? null
                : string.IsNullOrEmpty(draft.Password) ? present?.Password : seal.Seal(SealedUse.Password, id, draft.Password),
            Login = string.IsNullOrWhiteSpace(draft.Login) ? null : draft.Login.Trim(),
            Receiving = draft.Receiving,
            Sending = draft.Sending,
            Paused = present?.Paused ?? false,
            CreatedAt = present?.CreatedAt ?? now,
            ChangedAt = now,
        };
    }

    /// <summary>How the application proves who it is: as said, else as what was given tells, else as before.</summary>
    public static ClientProof ProofOf(SystemEmailDraft draft, ApplicationDraft application, OAuthApplication? present) =>
        application.Proof
        ?? (application.Certificate is not null ? ClientProof.Certificate
            : !string.IsNullOrEmpty(application.ClientSecret) ? ClientProof.Secret
            : present?.Proof ?? (draft.SignIn is SignInWay.PasswordGrant or SignInWay.DeviceCode || (draft.Provider == MailProvider.OAuth2 && draft.SignIn == SignInWay.AuthorizationCode) ? ClientProof.None : ClientProof.Secret));

    private OAuthApplication ReadApplication(SystemEmailDraft draft, ApplicationDraft application, SystemEmail? present, Guid id)
    {
        var preset = providers.Find(draft.Provider)!;
        var endpoints = Endpoints(draft, application, present?.Application, preset);
        return WithSecrets(
            new(application.ClientId, null, application.Tenant ?? "", endpoints.Authorize, endpoints.Token, application.Scopes ?? [])
            {
                Proof = ProofOf(draft, application, present?.Application),
                Certificate = application.Certificate is { } certificate ? ReadCertificate(certificate, id) : present?.Application?.Certificate,
                Details = TokenProfiles.IsMicrosoft(draft.Provider) ? null : application.Details ?? (present?.Provider == draft.Provider ? present.Application?.Details : null) ?? preset.Details,
            },
            application,
            present,
            id);
    }

    private OAuthApplication WithSecrets(OAuthApplication read, ApplicationDraft application, SystemEmail? present, Guid id)
    {
        var before = present?.Application;
        var expires = application.SecretExpiresOn is { } day ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) : (DateTimeOffset?)null;
        if (string.IsNullOrEmpty(application.ClientSecret))
        {
            return read with
            {
                ClientSecret = before?.ClientSecret,
                SecretExpiresAt = expires ?? before?.SecretExpiresAt,
                OldClientSecret = before?.OldClientSecret,
                OldSecretExpiresAt = before?.OldSecretExpiresAt,
            };
        }

        var kept = application.KeepOldSecret && before?.ClientSecret is { } old ? seal.TryOpenText(SealedUse.ClientSecret, id, old) : null;
        return read with
        {
            ClientSecret = seal.Seal(SealedUse.ClientSecret, id, application.ClientSecret),
            SecretExpiresAt = expires,
            OldClientSecret = kept is null ? null : seal.Seal(SealedUse.OldClientSecret, id, kept),
            OldSecretExpiresAt = kept is null ? null : before?.SecretExpiresAt,
        };
    }

    private StoredCertificate ReadCertificate(CertificateDraft draft, Guid id)
    {
        using var certificate = CertificateReader.Read(draft).Certificate ?? throw new InvalidOperationException("The certificate has passed its check and cannot be read now.");
        var facts = new CertificateFacts(
            certificate.Thumbprint, certificate.Subject, new DateTimeOffset(certificate.NotBefore.ToUniversalTime()), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
        return new StoredCertificate(draft.File is null ? null : seal.Seal(SealedUse.Certificate, id, certificate.Export(X509ContentType.Pkcs12)), facts);
    }

    /// <summary>With Microsoft one endpoint that was given names the authority for the other, and with none both follow from provider and tenant; elsewhere each stands for itself.</summary>
    private static TenantEndpoints Endpoints(SystemEmailDraft draft, ApplicationDraft application, OAuthApplication? present, ProviderPreset preset)
    {
        if (!TokenProfiles.IsMicrosoft(draft.Provider))
        {
            return new(Given(application.AuthorizeEndpoint) ?? preset.AuthorizeEndpointTemplate ?? "", Given(application.TokenEndpoint) ?? preset.TokenEndpointTemplate!);
        }

        var given = Given(application.TokenEndpoint) is { } token ? TenantEndpoints.Authority(token, TenantEndpoints.TokenEnding)
            : Given(application.AuthorizeEndpoint) is { } authorize ? TenantEndpoints.Authority(authorize, TenantEndpoints.AuthorizeEnding)
            : null;
        // A form that is sent back holds the endpoints of the tenant before; where only the tenant was changed they follow it, in the same cloud.
        if (given is not null && present is not null && !application.Tenant!.Equals(present.Tenant, StringComparison.OrdinalIgnoreCase)
            && given.Equals(TenantEndpoints.Authority(present.TokenEndpoint, TenantEndpoints.TokenEnding), StringComparison.OrdinalIgnoreCase)
            && new Uri(given) is var before && before.AbsolutePath.Trim('/').Equals(present.Tenant, StringComparison.OrdinalIgnoreCase))
        {
            return TenantEndpoints.Of(before.GetLeftPart(UriPartial.Authority), application.Tenant);
        }

        return given is not null
            ? new(given + TenantEndpoints.AuthorizeEnding, given + TenantEndpoints.TokenEnding)
            : new(
                preset.AuthorizeEndpointTemplate!.Replace("{tenant}", application.Tenant, StringComparison.Ordinal),
                preset.TokenEndpointTemplate!.Replace("{tenant}", application.Tenant, StringComparison.Ordinal));
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
