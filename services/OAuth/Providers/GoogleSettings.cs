using System.ComponentModel.DataAnnotations;

namespace HelpdeskMail.OAuth.Providers;

/// <summary>Where Google's identity service is (configuration section <c>Google</c>; Google, «Using OAuth 2.0 for Web Server Applications»).</summary>
public sealed record GoogleSettings
{
    /// <summary>Authorization endpoint.</summary>
    [Url(ErrorMessage = "is no address; the usual value is «https://accounts.google.com/o/oauth2/v2/auth»")]
    public string AuthorizeEndpoint { get; init; } = "https://accounts.google.com/o/oauth2/v2/auth";

    /// <summary>Token endpoint.</summary>
    [Url(ErrorMessage = "is no address; the usual value is «https://oauth2.googleapis.com/token»")]
    public string TokenEndpoint { get; init; } = "https://oauth2.googleapis.com/token";

    /// <summary>Tells whose a token is.</summary>
    [Url(ErrorMessage = "is no address; the usual value is «https://openidconnect.googleapis.com/v1/userinfo»")]
    public string IdentityEndpoint { get; init; } = "https://openidconnect.googleapis.com/v1/userinfo";

    /// <summary>The issuer its id tokens and callbacks name.</summary>
    public string Issuer { get; init; } = "https://accounts.google.com";
}
