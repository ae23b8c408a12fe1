using HelpdeskMail.OAuth.Providers;
using Microsoft.Extensions.Options;
using Microsoft.Identity.Client;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>The HTTP client that MSAL uses: no redirects, answers of at most a megabyte that hold what was asked for, bounded time.</summary>
internal sealed class IdentityHttp(IHttpClientFactory clients) : IMsalHttpClientFactory
{
    private const string ClientName = "identity";
    private const int LargestAnswer = 1024 * 1024;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(8);

    public HttpClient GetHttpClient() => clients.CreateClient(ClientName);

    public static void Add(IHostApplicationBuilder builder)
    {
        var client = builder.Services.AddHttpClient(ClientName, (services, client) =>
            {
                client.Timeout = services.GetRequiredService<IOptions<OutboundSettings>>().Value.AnswerWithin;
                client.MaxResponseContentBufferSize = LargestAnswer;
            })
            .UseSocketsHttpHandler((handler, _) =>
            {
                handler.AllowAutoRedirect = false;
                handler.ConnectTimeout = ConnectTimeout;
                handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
            });
        if (builder.Environment.IsDevelopment())
        {
            client.AddHttpMessageHandler(services => new LoopbackHttp(services.GetRequiredService<IdentityHosts>()));
        }

        client.AddHttpMessageHandler(() => new TokenAnswerCheck(LargestAnswer));
        builder.Services.AddSingleton<IMsalHttpClientFactory, IdentityHttp>();
    }
}
