using System.Net;
using System.Net.Sockets;

namespace HelpdeskMail.ServiceDefaults.Visitors;

/// <summary>Who counts as one where visits are limited.</summary>
public static class Visitor
{
    private const int NetworkBytes = 8;

    /// <summary>An IPv4 address, or the /64 that an IPv6 visitor has to itself (RFC 6177): counted by address, it would have a limit for each of its 2^64.</summary>
    /// <param name="address">Where a request comes from; null where there is no connection.</param>
    public static string Of(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes)),
        _ => address.ToString(),
    };
}
