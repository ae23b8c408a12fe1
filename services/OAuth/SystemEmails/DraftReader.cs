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
            Password = draft.SignIn != SignInWay.Password ? null : string.IsNullOrEmpty(draft.Password) ? present?.Password : seal.Seal(SealedUse.Password, id, draft.Password),
            Receiving = draft.Receiving,
            Sending = draft.Sending,
            Paused = present?.Paused ?? false,
            CreatedAt = present?.CreatedAt ?? now,
            ChangedAt = now,
        };
    }

    private OAuthApplication ReadApplication(SystemEmailDraft draft, ApplicationDraft application, SystemEmail? present, Guid id)
    {
        var preset = providers.Find(draft.Provider)!;
        var endpoints = Endpoints(application, preset);
        var scopes = application.Scopes is { Count: > 0 } given ? given
            : draft.SignIn == SignInWay.ClientCredentials ? preset.ApplicationScopes : preset.DelegatedScopes;
        return new(
            application.ClientId,
            string.IsNullOrEmpty(application.ClientSecret) ? present?.Application?.ClientSecret : seal.Seal(SealedUse.ClientSecret, id, application.ClientSecret),
            application.Tenant,
            endpoints.Authorize,
            endpoints.Token,
            scopes);
    }

    /// <summary>One endpoint that was given names the authority for the other; with none, both follow from provider and tenant.</summary>
    private static TenantEndpoints Endpoints(ApplicationDraft application, ProviderPreset preset)
    {
        var given = !string.IsNullOrEmpty(application.TokenEndpoint) ? TenantEndpoints.Authority(application.TokenEndpoint, TenantEndpoints.TokenEnding)
            : !string.IsNullOrEmpty(application.AuthorizeEndpoint) ? TenantEndpoints.Authority(application.AuthorizeEndpoint, TenantEndpoints.AuthorizeEnding)
            : null;
        return given is not null
            ? new(given + TenantEndpoints.AuthorizeEnding, given + TenantEndpoints.TokenEnding)
            : new(
                preset.AuthorizeEndpointTemplate!.Replace("{tenant}", application.Tenant, StringComparison.Ordinal),
                preset.TokenEndpointTemplate!.Replace("{tenant}", application.Tenant, StringComparison.Ordinal));
    }
}
