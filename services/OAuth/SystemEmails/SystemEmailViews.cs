using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Health;
using HelpdeskMail.OAuth.Linking;
using HelpdeskMail.OAuth.Providers;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>System emails as admins see them.</summary>
public sealed class SystemEmailViews(SystemEmailTable table, HealthBook health, PublicAddresses addresses)
{
    /// <summary>All that were not removed.</summary>
    public async Task<IReadOnlyList<SystemEmailView>> ListAsync(CancellationToken cancellation) =>
        await ViewAsync(await table.ListAsync(removedToo: false, cancellation), cancellation);

    /// <summary>One; null when there is none.</summary>
    public async Task<SystemEmailView?> FindAsync(Guid id, CancellationToken cancellation) =>
        await table.FindAsync(id, cancellation) is { } email ? (await ViewAsync([email], cancellation))[0] : null;

    private async Task<IReadOnlyList<SystemEmailView>> ViewAsync(IReadOnlyList<SystemEmail> emails, CancellationToken cancellation)
    {
        var states = await health.PresentAsync(emails, cancellation);
        return [.. emails.Select(email => View(email, states[email.Id]))];
    }

    private SystemEmailView View(SystemEmail email, LinkHealth state) => new(
        email.Id,
        email.Revision,
        email.Address,
        email.Name,
        email.Provider,
        email.SignIn,
        email.SharedMailbox,
        email.Application is { } application ? View(email, application) : null,
        email.Password is not null,
        email.Receiving,
        email.Sending,
        email.Linked,
        email.Paused,
        email.Account,
        state,
        addresses.Callback,
        TokenProfiles.IsMicrosoft(email.Provider) ? ConsentPage(email.Application) : null,
        email.CreatedAt,
        email.ChangedAt)
    {
        Login = email.Login,
    };

    private static ApplicationView View(SystemEmail email, OAuthApplication application) => new(
        application.ClientId,
        application.ClientSecret is not null,
        application.Tenant,
        application.AuthorizeEndpoint,
        application.TokenEndpoint,
        [.. TokenProfiles.Of(email).SelectMany(profile => profile.Scopes)])
    {
        OwnScopes = application.Scopes,
        Proof = application.Proof,
        SecretExpiresOn = Day(application.SecretExpiresAt),
        HasOldSecret = application.OldClientSecret is not null,
        OldSecretExpiresOn = Day(application.OldSecretExpiresAt),
        Certificate = application.Certificate is { Facts: var facts } certificate
            ? new CertificateView(facts.Thumbprint, facts.Subject, facts.StartsAt, facts.ExpiresAt, certificate.Sealed is null) : null,
        Details = application.Details,
    };

    private static DateOnly? Day(DateTimeOffset? moment) => moment is { } at ? DateOnly.FromDateTime(at.UtcDateTime) : null;

    /// <summary>Entra's page for an administrator's consent to everything the registration lists.</summary>
    private string? ConsentPage(OAuthApplication? application) =>
        application is not null && TenantEndpoints.Authority(application.TokenEndpoint, TenantEndpoints.TokenEnding) is { } authority
            ? $"{authority}/adminconsent?client_id={Uri.EscapeDataString(application.ClientId)}&redirect_uri={Uri.EscapeDataString(addresses.Callback)}"
            : null;
}
