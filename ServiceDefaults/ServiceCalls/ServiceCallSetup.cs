using HelpdeskMail.ServiceDefaults.Settings;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.ServiceDefaults.ServiceCalls;

/// <summary>Calls from service to service over HTTP: who may call, and how the other one is found.</summary>
public static class ServiceCallSetup
{
    /// <summary>How long a call may take until its answer's headers are there.</summary>
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    internal static void AddServiceCalls(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<ServiceCallSettings>("ServiceCalls");
        // Not AddAuthentication: that brings Data Protection with a key ring in the user's profile, which only services with pages need, and those have their own.
        builder.Services.AddAuthenticationCore();
        builder.Services.AddWebEncoders();
        new AuthenticationBuilder(builder.Services).AddScheme<AuthenticationSchemeOptions, CallerAuthentication>(CallerAuthentication.SchemeName, null);
        builder.Services.AddAuthorization();
    }

    /// <summary>
    /// Adds a typed client of another service. Its base address is <c>http://NAME</c>, looked up in <c>services:NAME:http:0</c> as Aspire sets it;
    /// its own name and key are sent with each call. A call that gets no answer in 30 s is given up; the caller decides whether to repeat it.
    /// </summary>
    /// <typeparam name="TClient">The client; takes an <see cref="HttpClient"/> in its constructor.</typeparam>
    public static IHttpClientBuilder AddServiceClient<TClient>(this IHostApplicationBuilder builder, string service)
        where TClient : class =>
        builder.Services.AddHttpClient<TClient>((services, client) =>
            {
                client.BaseAddress = Address(services.GetRequiredService<IConfiguration>(), service);
                client.Timeout = CallTimeout;
                client.DefaultRequestHeaders.Add(CallerAuthentication.NameHeader, services.GetRequiredService<ServiceIdentity>().Name);
                if (services.GetRequiredService<IOptions<ServiceCallSettings>>().Value.Key is { } key)
                {
                    client.DefaultRequestHeaders.Add(CallerAuthentication.KeyHeader, key);
                }
            })
            .UseSocketsHttpHandler((handler, _) => handler.PooledConnectionLifetime = TimeSpan.FromMinutes(2));

    /// <summary>Lets only the named services in (each proved by its own key).</summary>
    public static TBuilder RequireCaller<TBuilder>(this TBuilder endpoints, params string[] services)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.RequireAuthorization(new AuthorizationPolicyBuilder(CallerAuthentication.SchemeName)
            .RequireAuthenticatedUser()
            .RequireAssertion(context => services.Contains(context.User.Identity?.Name, StringComparer.Ordinal))
            .Build());

    private static Uri Address(IConfiguration configuration, string service) =>
        Uri.TryCreate(configuration[$"services:{service}:http:0"] ?? configuration[$"services:{service}:https:0"], UriKind.Absolute, out var address)
            ? address
            : throw new InvalidOperationException(
                $"The address of the service «{service}» is not configured. Set services__{service}__http__0, for example «http://{service}:8080».");
}
