using HelpdeskMail.OAuth.Providers;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>
/// Lets MSAL, which speaks https only, talk to an identity provider on this machine that speaks http. It is added in the Development environment only, and touches only requests to the
/// configured addresses that are http and loopback.
/// </summary>
internal sealed class LoopbackHttp(IdentityHosts hosts) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is { } address)
        {
            request.RequestUri = Unmask(hosts, address);
        }

        return base.SendAsync(request, cancellationToken);
    }

    /// <summary>The https address that MSAL is told instead of an http one.</summary>
    public static Uri Mask(Uri address) =>
        address.Scheme == Uri.UriSchemeHttp ? new UriBuilder(address) { Scheme = Uri.UriSchemeHttps, Port = address.Port }.Uri : address;

    /// <summary>The address behind what <see cref="Mask"/> gave; any other address unchanged.</summary>
    public static Uri Unmask(IdentityHosts hosts, Uri address)
    {
        var masked = address.Scheme == Uri.UriSchemeHttps && hosts.PlainHttpServers().Any(server =>
            server.Port == address.Port && string.Equals(server.IdnHost, address.IdnHost, StringComparison.OrdinalIgnoreCase));
        return masked ? new UriBuilder(address) { Scheme = Uri.UriSchemeHttp, Port = address.Port }.Uri : address;
    }
}
