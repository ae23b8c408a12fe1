using System.Net;
using System.Net.Sockets;
using HelpdeskMail.Helpdesk.Previews;
using HelpdeskMail.Helpdesk.Reading;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Helpdesk.Pictures;

/// <summary>
/// Loads one picture from the internet on nobody's behalf: no cookies, no referrer, no name of a browser, no address but this server's. The address is looked up
/// here and connected to as found, so that a name cannot lead inside after it was judged; every redirect is judged anew. What is not a picture by its bytes, is
/// larger than <see cref="Largest"/> or takes longer than ten seconds is not taken.
/// </summary>
public sealed class PictureFetcher : IDisposable
{
    /// <summary>Largest picture, in bytes.</summary>
    public const int Largest = 8 * 1024 * 1024;

    private const int MostRedirects = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>A mail with a thousand pictures waits for itself, not for others.</summary>
    private readonly SemaphoreSlim places = new(24);

    private readonly PublicNetwork network;
    private readonly HttpClient http;

    /// <summary>A fetcher with a connection pool of its own.</summary>
    public PictureFetcher(IOptions<HelpdeskSettings> settings)
    {
        network = new PublicNetwork(settings.Value.PictureNetworks);
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = Patience,
            MaxResponseHeadersLength = 32,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            ActivityHeadersPropagator = null,
            ConnectCallback = ConnectAsync,
        })
        { Timeout = Patience, MaxResponseContentBufferSize = Largest };
    }

    /// <summary>The picture, or why there is none. Never throws for what the other side does.</summary>
    public async Task<FetchedPicture> FetchAsync(Uri address, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            await places.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new FetchedPicture.Problem("busy");
        }

        try
        {
            return await FollowAsync(address, limit.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException or UriFormatException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return new FetchedPicture.Problem(exception is OperationCanceledException ? "too slow" : "not reachable");
        }
        finally
        {
            places.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        places.Dispose();
    }

    private async Task<FetchedPicture> FollowAsync(Uri address, CancellationToken cancellation)
    {
        for (var hop = 0; hop <= MostRedirects; hop++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Accept.ParseAdd("image/avif,image/webp,image/png,image/jpeg,image/gif;q=0.9,image/*;q=0.5");
            request.Headers.UserAgent.ParseAdd("Mozilla/5.0");
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (answer.StatusCode is HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
            {
                if (answer.Headers.Location is not { } next || !Uri.TryCreate(address, next, out var target) || target.Scheme is not ("http" or "https"))
                {
                    return new FetchedPicture.Problem("leads nowhere");
                }

                address = target;
                continue;
            }

            return answer.IsSuccessStatusCode ? await ReadAsync(answer.Content, cancellation) : new FetchedPicture.Problem($"status {(int)answer.StatusCode}");
        }

        return new FetchedPicture.Problem("too many redirects");
    }

    private static async Task<FetchedPicture> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        if (content.Headers.ContentLength > Largest)
        {
            return new FetchedPicture.Problem("too large");
        }

        await using var stream = await content.ReadAsStreamAsync(cancellation);
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellation)) > 0)
        {
            if (bytes.Length + read > Largest)
            {
                return new FetchedPicture.Problem("too large");
            }

            bytes.Write(buffer, 0, read);
        }

        // Whatever it is called: SVG and pages are no pictures here, since they can do more than be looked at.
        var kind = FileSignature.Read(bytes.GetBuffer().AsSpan(0, (int)Math.Min(bytes.Length, FileSignature.HeadLength)));
        return ShownPictures.Contains(kind) ? new FetchedPicture.Picture(bytes.ToArray(), kind) : new FetchedPicture.Problem("not a picture");
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var end = context.DnsEndPoint;
        var found = IPAddress.TryParse(end.Host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(end.Host, cancellation);
        var open = found.Where(address => network.Contains(address) && (end.Port is 80 or 443 || network.IsNamed(address))).ToArray();
        if (open.Length == 0 || open.Length != found.Length)
        {
            throw new HttpRequestException("That address is not on the internet.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(open, end.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
