using HelpdeskMail.Contracts.SystemEmails.Admin;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.OAuth.Providers;

/// <summary>
/// The hosts this service will call to sign in. What an admin types is compared with this list, so that no form can make the service call into its own network.
/// </summary>
public sealed class IdentityHosts(IOptions<MicrosoftSettings> microsoft, IOptions<SandboxSettings> sandbox, IHostEnvironment environment)
{
    /// <summary>Microsoft's public cloud and the national ones.</summary>
    private static readonly string[] MicrosoftHosts =
    [
        "login.microsoftonline.com", "login.microsoftonline.us", "login.chinacloudapi.cn", "login.partner.microsoftonline.cn",
        "login.sovcloud-identity.fr", "login.sovcloud-identity.de", "login.sovcloud-identity.sg",
    ];

    /// <summary>Base address of the provider's identity service, without a slash at its end; null where it has none here.</summary>
    public string? BaseAddress(MailProvider provider) => provider switch
    {
        MailProvider.Microsoft365 => microsoft.Value.LoginAddress.TrimEnd('/'),
        MailProvider.Sandbox when environment.IsDevelopment() => sandbox.Value.Address?.TrimEnd('/'),
        _ => null,
    };

    /// <summary>Whether the development stand-in may be offered.</summary>
    public bool HasSandbox => BaseAddress(MailProvider.Sandbox) is not null;

    /// <summary>Whether <paramref name="endpoint"/> is one of the provider's hosts, over https (or over http on this machine, in development).</summary>
    public bool Allows(MailProvider provider, Uri endpoint)
    {
        if (!IsProtected(endpoint))
        {
            return false;
        }

        var configured = BaseAddress(provider) is { } address && new Uri(address) is var known && SameServer(known, endpoint);
        return configured || (provider == MailProvider.Microsoft365 && endpoint.IsDefaultPort && MicrosoftHosts.Contains(endpoint.IdnHost, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Whether what is sent there cannot be read on the way.</summary>
    public bool IsProtected(Uri endpoint) =>
        endpoint.Scheme == Uri.UriSchemeHttps || (endpoint.Scheme == Uri.UriSchemeHttp && MayUsePlainHttp(endpoint));

    /// <summary>Whether plain http is spoken with this host: the Development environment, this machine's own addresses.</summary>
    public bool MayUsePlainHttp(Uri endpoint) => environment.IsDevelopment() && endpoint.IsLoopback;

    /// <summary>Hosts that Microsoft vouches for: the sign-in library may ask Microsoft about them.</summary>
    public static bool IsMicrosofts(Uri endpoint) => MicrosoftHosts.Contains(endpoint.IdnHost, StringComparer.OrdinalIgnoreCase);

    /// <summary>The configured addresses that are plain http; the sign-in library is told https and its requests are mapped back.</summary>
    public IEnumerable<Uri> PlainHttpServers() =>
        new[] { BaseAddress(MailProvider.Microsoft365), BaseAddress(MailProvider.Sandbox) }
            .OfType<string>()
            .Select(address => new Uri(address))
            .Where(address => address.Scheme == Uri.UriSchemeHttp && MayUsePlainHttp(address));

    private static bool SameServer(Uri left, Uri right) =>
        left.Scheme == right.Scheme && left.Port == right.Port && string.Equals(left.IdnHost, right.IdnHost, StringComparison.OrdinalIgnoreCase);
}
