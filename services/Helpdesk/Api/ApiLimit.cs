using System.Globalization;
using System.Threading.RateLimiting;
using HelpdeskMail.Helpdesk.ApiKeys;
using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.ServiceDefaults.Problems;
using HelpdeskMail.ServiceDefaults.Visitors;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Helpdesk.Api;

/// <summary>How often one key, or one address without a good key, may call the API: a burst of a fifth of a minute's calls, refilled evenly.</summary>
public sealed class ApiLimit(IOptions<HelpdeskSettings> settings) : IRateLimiterPolicy<string>
{
    /// <summary>Name of the policy.</summary>
    public const string Name = "api";

    private const int PartsOfAMinute = 60;

    /// <inheritdoc/>
    public Func<OnRejectedContext, CancellationToken, ValueTask>? OnRejected => null;

    /// <inheritdoc/>
    public RateLimitPartition<string> GetPartition(HttpContext httpContext) => RateLimitPartition.GetTokenBucketLimiter(
        httpContext.User.Identity is { IsAuthenticated: true } ? ApiKeyAuthentication.KeyIn(httpContext.Request.Headers.Authorization.ToString()) : $"address {Visitor.Of(httpContext.Connection.RemoteIpAddress)}",
        _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = Math.Max(20, settings.Value.ApiCallsPerMinute / 5),
            TokensPerPeriod = Math.Max(1, settings.Value.ApiCallsPerMinute / PartsOfAMinute),
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) / PartsOfAMinute,
            QueueLimit = 0,
        });

    /// <summary>Says so in words, and when to come again.</summary>
    public static async ValueTask RefuseAsync(OnRejectedContext context, CancellationToken cancellation)
    {
        var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
        context.HttpContext.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (!PagePolicy.WantsPage(context.HttpContext.Request))
        {
            await ServiceProblems.Problem(
                StatusCodes.Status429TooManyRequests, "too_many_calls", "Too many calls came in too short a time.", "Wait as long as Retry-After says. An operator raises the limit by Helpdesk:ApiCallsPerMinute.").ExecuteAsync(context.HttpContext);
        }
    }
}
