using System.Net.Http.Headers;
using System.Text;
using HelpdeskMail.OAuth.Providers;

namespace HelpdeskMail.OAuth.Webhooks;

/// <summary>Posts to webhooks: to the public internet only (see <see cref="OutboundGuard"/>), without following redirects, ten seconds for all, and not reading more of an answer than its status.</summary>
public sealed class WebhookClient(IHttpClientFactory clients, OutboundGuard guard, TimeProvider time)
{
    private const string ClientName = "webhook";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Adds the HTTP client.</summary>
    public static void Add(IServiceCollection services) => services.AddHttpClient(ClientName, client => client.Timeout = Timeout)
        .UseSocketsHttpHandler((handler, provider) =>
        {
            handler.AllowAutoRedirect = false;
            handler.UseCookies = false;
            handler.ConnectCallback = provider.GetRequiredService<OutboundGuard>().ConnectAsync;
        });

    /// <summary>Posts once.</summary>
    /// <param name="address">Where.</param>
    /// <param name="secret">Key of the signature.</param>
    /// <param name="deliveryId">The same for each try of one telling, so that a receiver can tell it has it already.</param>
    /// <param name="body">JSON.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Whether it was taken, and what was met.</returns>
    public async Task<(bool Taken, string Answer)> PostAsync(Uri address, string secret, Guid deliveryId, string body, CancellationToken cancellation)
    {
        if (guard.Problem(address) is { } problem)
        {
            return (false, problem);
        }

        var bytes = Encoding.UTF8.GetBytes(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" } } };
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(secret, time.GetUtcNow(), bytes));
        request.Headers.Add("X-HelpdeskMail-Delivery", deliveryId.ToString());
        request.Headers.UserAgent.ParseAdd("HelpdeskMail-Alerts/1");
        try
        {
            using var answer = await clients.CreateClient(ClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return (answer.IsSuccessStatusCode, $"HTTP status {(int)answer.StatusCode}");
        }
        catch (HttpRequestException exception)
        {
            return (false, exception.Message);
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (false, "No answer within 10 seconds.");
        }
    }
}
