using System.Net;
using System.Net.Sockets;

namespace HelpdeskMail.Helpdesk.Pictures;

/// <summary>Tells addresses on the internet from those inside an organisation, which a mail from outside must not be able to reach through us.</summary>
public sealed class PublicNetwork
{
    /// <summary>IANA's registries of special-purpose addresses (RFC 6890 and its successors).</summary>
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // Azure's own services beside each machine of its customers, on an address that looks like the internet's.
            "168.63.129.16/32",
            "::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    private readonly IPNetwork[] allowed;

    /// <summary>The internet, and private networks that an operator has named.</summary>
    public PublicNetwork(IEnumerable<string> privateNetworks) => allowed = [.. privateNetworks.Select(network => IPNetwork.Parse(network))];

    /// <summary>Whether pictures may be loaded from there.</summary>
    public bool Contains(IPAddress address)
    {
        var bare = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : Translated.Contains(address) ? new IPAddress(address.GetAddressBytes().AsSpan(12)) : address;
        return IsNamed(bare)
            || (bare.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6 && !Array.Exists(Special, network => network.Contains(bare)));
    }

    /// <summary>Whether an operator has named it, so that any port is open too.</summary>
    public bool IsNamed(IPAddress address) => Array.Exists(allowed, network => network.Contains(address));
}
