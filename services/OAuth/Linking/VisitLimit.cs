using System.Threading.RateLimiting;
using HelpdeskMail.ServiceDefaults.Visitors;

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
            Visitor.Of(context.Connection.RemoteIpAddress),
            _ => new FixedWindowRateLimiterOptions { PermitLimit = VisitsAMinute, Window = TimeSpan.FromMinutes(1) }));
    });
}
