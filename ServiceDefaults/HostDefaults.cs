using HelpdeskMail.ServiceDefaults.Health;
using HelpdeskMail.ServiceDefaults.Problems;
using HelpdeskMail.ServiceDefaults.ServiceCalls;
using HelpdeskMail.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace HelpdeskMail.ServiceDefaults;

/// <summary>What every service of HelpdeskMail starts with.</summary>
public static class HostDefaults
{
    /// <summary>How long a stopping service may finish what it began before it is cut off.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Adds logs, traces and metrics, health checks, problem details, forwarded headers, the keys that services call each other with,
    /// and a graceful stop of at most 15 seconds.
    /// </summary>
    /// <param name="builder">The service being built.</param>
    /// <param name="serviceName">Lower-case name of the service: its name in telemetry, the name it calls others by, and the prefix of its queues.</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string serviceName)
    {
        builder.Services.AddSingleton(new ServiceIdentity(serviceName));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        builder.AddTelemetry(serviceName);
        builder.AddServiceCalls();
        builder.Services.AddServiceProblems();
        builder.Services.AddHealthChecks();

        // A request that cannot be read is the caller's 400 in development too, where it would otherwise be thrown and become a 500.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            TrustedProxies.Add(options, builder.Configuration);
        });
        return builder;
    }

    /// <summary>
    /// Adds the request pipeline every service shares: forwarded headers, problem details for failures, <c>/health</c> (ready to serve:
    /// database and bus answer) and <c>/alive</c> (the process answers), authentication and authorization.
    /// </summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealth();
        return app;
    }
}
