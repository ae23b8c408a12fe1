using System.ComponentModel.DataAnnotations;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>An identity provider by which people sign in, by the authorization code flow with PKCE (configuration section <c>SignIn:Provider</c>). Without a client id there is none.</summary>
public sealed record ProviderSettings
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
}
