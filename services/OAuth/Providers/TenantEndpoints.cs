namespace HelpdeskMail.OAuth.Providers;

/// <summary>The two OAuth endpoints of a tenant, in the shape Microsoft Entra gives them.</summary>
/// <param name="Authorize">Authorization endpoint.</param>
/// <param name="Token">Token endpoint.</param>
public sealed record TenantEndpoints(string Authorize, string Token)
{
    /// <summary>Ending of an authorization endpoint.</summary>
    public const string AuthorizeEnding = "/oauth2/v2.0/authorize";

    /// <summary>Ending of a token endpoint.</summary>
    public const string TokenEnding = "/oauth2/v2.0/token";

    /// <summary>Ending of a device authorization endpoint.</summary>
    public const string DeviceEnding = "/oauth2/v2.0/devicecode";

    /// <summary>What follows from a base address and a tenant.</summary>
    public static TenantEndpoints Of(string baseAddress, string tenant) =>
        new($"{baseAddress}/{tenant}{AuthorizeEnding}", $"{baseAddress}/{tenant}{TokenEnding}");

    /// <summary>The authority behind an endpoint: its address up to and with the tenant; null when the endpoint has another shape.</summary>
    public static string? Authority(string endpoint, string ending)
    {
        if (!endpoint.EndsWith(ending, StringComparison.OrdinalIgnoreCase) || !Uri.TryCreate(endpoint[..^ending.Length], UriKind.Absolute, out var authority))
        {
            return null;
        }

        var path = authority.AbsolutePath.Trim('/');
        return path.Length > 0 && !path.Contains('/', StringComparison.Ordinal) && authority.Query.Length == 0 && authority.UserInfo.Length == 0
            ? authority.AbsoluteUri.TrimEnd('/')
            : null;
    }
}
