using System.ComponentModel.DataAnnotations;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>An identity provider by which people sign in, by the authorization code flow with PKCE (configuration section <c>SignIn:Provider</c>). Without a client id there is none.</summary>
public sealed record ProviderSettings : IValidatableObject
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "SignIn:Provider";

    /// <summary>What the button says: «Sign in with …».</summary>
    public string Name { get; init; } = "single sign-on";

    /// <summary>The id that the provider has given to this helpdesk; null for no such sign-in.</summary>
    public string? ClientId { get; init; }

    /// <summary>The secret that belongs to it; empty for a public client.</summary>
    public string ClientSecret { get; init; } = "";

    /// <summary>The provider's authorization_endpoint.</summary>
    [Url(ErrorMessage = "is not an address; it is the authorization_endpoint in the provider's /.well-known/openid-configuration")]
    public string? AuthorizationAddress { get; init; }

    /// <summary>The provider's token_endpoint.</summary>
    [Url(ErrorMessage = "is not an address; it is the token_endpoint in the provider's /.well-known/openid-configuration")]
    public string? TokenAddress { get; init; }

    /// <summary>The provider's userinfo_endpoint.</summary>
    [Url(ErrorMessage = "is not an address; it is the userinfo_endpoint in the provider's /.well-known/openid-configuration")]
    public string? UserInfoAddress { get; init; }

    /// <summary>Scopes that are asked for, with blanks between.</summary>
    public string Scopes { get; init; } = "openid email profile";

    /// <summary>Whether an address counts that the provider does not call verified: only for a provider whose addresses are all given by the organisation itself.</summary>
    public bool TrustAddresses { get; init; }

    /// <summary>Refuses to believe unverified addresses from whoever has a Microsoft account: at the addresses for all tenants anybody's own tenant counts, where they may take any address.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TrustAddresses && (IsForAllTenants(AuthorizationAddress) || IsForAllTenants(TokenAddress)))
        {
            yield return new ValidationResult(
                "must not be true while the authorization or token address is one for all Microsoft tenants (common, organizations or consumers); write your tenant's id there instead", [nameof(TrustAddresses)]);
        }
    }

    private static bool IsForAllTenants(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && MicrosoftHosts.Any(host => uri.Host.Equals(host, StringComparison.OrdinalIgnoreCase))
        && uri.Segments is [_, var tenant, ..] && AllTenants.Contains(tenant.Trim('/'), StringComparer.OrdinalIgnoreCase);

    private static readonly string[] AllTenants = ["common", "organizations", "consumers"];

    /// <summary>Where Microsoft signs in, its national clouds included.</summary>
    private static readonly string[] MicrosoftHosts =
        ["login.microsoftonline.com", "login.microsoft.com", "login.windows.net", "sts.windows.net", "login.microsoftonline.us", "login.chinacloudapi.cn", "login.partner.microsoftonline.cn"];
}
