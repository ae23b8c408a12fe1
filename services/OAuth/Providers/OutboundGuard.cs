using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.OAuth.Providers;

/// <summary>
/// Keeps requests to addresses that an admin has typed out of this machine's own networks (server-side request forgery): https only, and the name is resolved here, every address it has is judged, and the connection goes to
/// one of those, so that a name which changes its mind between check and call gains nothing. Loopback over http is for the Development environment; hosts an operator has named in <c>OAuth2:PrivateHosts</c> may be private.
/// </summary>
public sealed class OutboundGuard(IOptions<OutboundSettings> settings, IHostEnvironment environment)
{
    /// <summary>Blocks that are not the public internet (IANA special-purpose address registries).</summary>
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10",
            "fec0::/10", "ff00::/8",
        }.Select(block => IPNetwork.Parse(block)),
    ];

    /// <summary>Addresses behind which a translator calls the IPv4 address in their last four bytes (RFC 6052).</summary>
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>What is wrong with an address, as far as its letters tell; null when nothing is.</summary>
    public string? Problem(Uri address)
    {
        if (address.UserInfo.Length > 0 || address.Fragment.Length > 0)
        {
            return "The address must not hold a user name, a password or a fragment (#).";
        }

        if (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && environment.IsDevelopment() && address.IsLoopback))
        {
            return "The address must begin with https://, since secrets are sent there.";
        }

        return IPAddress.TryParse(address.IdnHost.Trim('[', ']'), out var ip) && !IsAllowed(address.IdnHost, ip)
            ? $"«{address.Authority}» is not on the public internet. An operator can allow its name by OAuth2:PrivateHosts."
            : null;
    }

    /// <summary>Whether a connection to <paramref name="address"/>, which <paramref name="host"/> has led to, may be made.</summary>
    public bool IsAllowed(string host, IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : Translated.Contains(address) ? new IPAddress(address.GetAddressBytes().AsSpan(12)) : address;
        return !NotPublic.Any(block => block.Contains(plain))
            || (environment.IsDevelopment() && IPAddress.IsLoopback(plain))
            || settings.Value.PrivateHosts.Contains(host, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Connects for <see cref="SocketsHttpHandler.ConnectCallback"/>. A proxy that the operator has configured is connected to as it is; it judges by itself.</summary>
    /// <exception cref="HttpRequestException">The name leads nowhere, or to addresses that are not allowed only.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = await Dns.GetHostAddressesAsync(host, cancellation);
        var isProxy = !string.Equals(host, context.InitialRequestMessage.RequestUri?.IdnHost, StringComparison.OrdinalIgnoreCase);
        var allowed = isProxy ? addresses : [.. addresses.Where(address => IsAllowed(host, address))];
        if (allowed.Length == 0)
        {
            throw new HttpRequestException($"{host} is not on the public internet; an operator can allow it by OAuth2:PrivateHosts.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
