using System.Text.Json.Serialization;

namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>How a system email comes by what its mail servers are shown. Closed set; which ways a provider has is told by its <see cref="ProviderPreset.SignInWays"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SignInWay>))]
public enum SignInWay
{
    /// <summary>Somebody signs in once in the browser (OAuth 2.0 authorization code with PKCE, RFC 6749 section 4.1, RFC 7636).</summary>
    AuthorizationCode,

    /// <summary>The application signs in by itself, no person (RFC 6749 section 4.4).</summary>
    ClientCredentials,

    /// <summary>A login and its password are shown to the identity provider, by a public client (RFC 6749 section 4.3). No second proof can be given.</summary>
    PasswordGrant,

    /// <summary>Somebody enters a code at the provider's page, in any browser; no callback address is needed (RFC 8628).</summary>
    DeviceCode,

    /// <summary>The mailbox's password is shown to the mail servers.</summary>
    Password,
}
