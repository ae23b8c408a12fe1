using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using HelpdeskMail.Helpdesk.Pictures;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Helpdesk.Webhooks;

/// <summary>
/// Posts to webhooks: to the internet, and inside only to networks that an operator has named, so that an administrator of the helpdesk is none of the network.
/// Names are looked up here and connected to as found; redirects are not followed; an answer is read no further than its status; ten seconds for all.
/// </summary>
public sealed class WebhookCourier : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly PublicNetwork network;
    private readonly TimeProvider time;
    private readonly HttpClient http;

    /// <summary>A courier with a connection pool of its own.</summary>
    public WebhookCourier(IOptions<HelpdeskSettings> settings, TimeProvider time)
    {
        network = new PublicNetwork(settings.Value.WebhookNetworks);
        this.time = time;
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = Patience,
            MaxResponseHeadersLength = 32,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectCallback = ConnectAsync,
        })
        { Timeout = Patience };
    }

    /// <summary>Posts once. Never throws for what the other side does.</summary>
    /// <returns>Whether it was taken, and what was met.</returns>
    internal async Task<(bool Taken, string Answer)> PostAsync(DueDelivery delivery, string secret, CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(delivery.ToBody(), JsonSerializerOptions.Web);
        using var request = new HttpRequestMessage(HttpMethod.Post, delivery.Address);
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") { CharSet = Encoding.UTF8.WebName } } };
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(secret, time.GetUtcNow(), body));
        request.Headers.Add("X-HelpdeskMail-Delivery", delivery.Id.ToString());
        request.Headers.Add("X-HelpdeskMail-Event", delivery.Event);
        request.Headers.UserAgent.ParseAdd("HelpdeskMail/1");
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return (answer.IsSuccessStatusCode, $"HTTP status {(int)answer.StatusCode}");
        }
        catch (HttpRequestException exception)
        {
            return (false, DatabaseText.OneLine(exception.InnerException?.Message ?? exception.Message, 300));
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (false, "No answer within 10 seconds.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var found = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellation);
        var open = found.Where(network.Contains).ToArray();
        if (open.Length == 0)
        {
            throw new IOException($"{context.DnsEndPoint.Host} is not on the internet. To allow a network inside, name it in Helpdesk:WebhookNetworks.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(open, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
