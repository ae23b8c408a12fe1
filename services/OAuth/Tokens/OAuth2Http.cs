using System.Net;
using HelpdeskMail.OAuth.Providers;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>The HTTP client for addresses that admins type: guarded, no redirects, no cookies, bounded answers, twenty seconds for all.</summary>
internal static class OAuth2Http
{
    public const string ClientName = "oauth2";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(8);

    public static void Add(IHostApplicationBuilder builder) => builder.Services
        .AddSingleton<OutboundGuard>()
        .AddHttpClient(ClientName)
        .ConfigureHttpClient((services, client) =>
        {
            client.Timeout = Timeout;
            client.MaxResponseContentBufferSize = services.GetRequiredService<IOptions<OutboundSettings>>().Value.LargestAnswer;
            client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        })
        .UseSocketsHttpHandler((handler, services) =>
        {
            handler.AllowAutoRedirect = false;
            handler.UseCookies = false;
            handler.ConnectTimeout = ConnectTimeout;
            handler.AutomaticDecompression = DecompressionMethods.All;
            handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
            handler.ConnectCallback = services.GetRequiredService<OutboundGuard>().ConnectAsync;
        });
}
