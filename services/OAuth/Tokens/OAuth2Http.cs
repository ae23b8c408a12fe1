using System.Net;
using HelpdeskMail.OAuth.Providers;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>The HTTP client for addresses that admins type: guarded, no redirects, no cookies, bounded answers, bounded time.</summary>
internal static class OAuth2Http
{
    public const string ClientName = "oauth2";
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(8);

    public static void Add(IHostApplicationBuilder builder) => builder.Services
        .AddSingleton<OutboundGuard>()
        .AddHttpClient(ClientName)
        .ConfigureHttpClient((services, client) =>
        {
            var settings = services.GetRequiredService<IOptions<OutboundSettings>>().Value;
            client.Timeout = settings.AnswerWithin;
            client.MaxResponseContentBufferSize = settings.LargestAnswer;
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
