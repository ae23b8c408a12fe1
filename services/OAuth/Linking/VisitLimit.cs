using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace HelpdeskMail.OAuth.Linking;

/// <summary>Holds back whoever hammers the public addresses: each refused visit leaves a line in the audit trail.</summary>
internal static class VisitLimit
{
    public const string Policy = "linking";
    private const int VisitsAMinute = 60;

    public static void Add(IServiceCollection services) => services.AddRateLimiter(limits =>
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.AddPolicy(Policy, context => RateLimitPartition.GetFixedWindowLimiter(
            Visitor(context.Connection.RemoteIpAddress),
            _ => new FixedWindowRateLimiterOptions { PermitLimit = VisitsAMinute, Window = TimeSpan.FromMinutes(1) }));
    });

    /// <summary>Who is counted as one: an IPv4 address, or the /64 that an IPv6 visitor has to itself.</summary>
    private static string Visitor(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.ToString(),
    };
}
