using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;

namespace HelpdeskMail.Mail.Graph;

/// <summary>
/// Requests to Graph for one mailbox: token, immutable ids, time limit; answers as JSON or as a stream, refusals as <see cref="MailFailureException"/>. Nothing is repeated here: a throttled request counts as one
/// although it is refused, so the pause belongs to whoever plans the mailbox's next visit.
/// </summary>
internal sealed class GraphClient(HttpClient http, MailCredential.AccessToken credential, GraphOptions options, TimeProvider time)
{
    public GraphOptions Options => options;

    public string ServerName => options.BaseAddress.Host;

    /// <summary>Set when the token is refused: this object is of no more use.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Address of something in this mailbox: <c>users/support%40example.com/…</c>.</summary>
    public Uri Of(string path) => new(options.BaseAddress, $"users/{Uri.EscapeDataString(credential.UserName)}/{path}");

    /// <summary>Address of something beside the mailboxes.</summary>
    public Uri Root(string path) => new(options.BaseAddress, path);

    /// <summary>The mailbox.</summary>
    public string User => credential.UserName;

    /// <summary>A request whose answer is JSON. Null when the thing does not exist (404) and <paramref name="mayBeMissing"/>.</summary>
    public async Task<JsonElement?> JsonAsync(HttpMethod method, Uri address, HttpContent? content, bool mayBeMissing, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(method, address, content, mayBeMissing, cancellationToken);
        if (response is null)
        {
            return null;
        }

        return await GuardAsync(async token =>
        {
            await using var stream = await response.Content.ReadAsStreamAsync(token);
            using var document = await JsonDocument.ParseAsync(stream, cancellationToken: token);
            return document.RootElement.Clone();
        }, cancellationToken);
    }

    /// <summary>A request whose answer says no more than that it was done; false when the thing does not exist and <paramref name="mayBeMissing"/>.</summary>
    public async Task<bool> DoAsync(HttpMethod method, Uri address, HttpContent? content, bool mayBeMissing, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(method, address, content, mayBeMissing, cancellationToken);
        return response is not null;
    }

    /// <summary>The bytes of something, as they come; null when it does not exist.</summary>
    public async Task<Stream?> OpenAsync(Uri address, CancellationToken cancellationToken)
    {
        var response = await SendAsync(HttpMethod.Get, address, null, mayBeMissing: true, cancellationToken);
        return response is null ? null : new GraphStream(response, await response.Content.ReadAsStreamAsync(cancellationToken), this);
    }

    /// <summary>All elements of a list, page after page; the last page's delta link goes to <paramref name="onDelta"/>.</summary>
    public async IAsyncEnumerable<JsonElement> PagesAsync(Uri first, Action<string>? onDelta, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var next = first; next is not null;)
        {
            var page = (await JsonAsync(HttpMethod.Get, next, null, mayBeMissing: false, cancellationToken))!.Value;
            foreach (var item in page.Items("value"))
            {
                yield return item;
            }

            if (page.Text("@odata.deltaLink") is { } delta)
            {
                onDelta?.Invoke(delta);
            }

            next = page.Text("@odata.nextLink") is { } link ? Own(link) : null;
        }
    }

    /// <summary>A link that Graph gave, if it leads to Graph: the token goes nowhere else.</summary>
    /// <exception cref="MailFailureException">It leads elsewhere.</exception>
    public Uri Own(string link) => OwnOrNull(link) ?? throw new MailFailureException(ConnectionFailures.Violation(ServerName, "a link to the next page leads to another server"), connectionLost: false);

    /// <summary>A link that Graph gave earlier; null when it leads to another Graph than this one.</summary>
    public Uri? OwnOrNull(string link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var address) && address.Scheme == options.BaseAddress.Scheme && address.Authority == options.BaseAddress.Authority ? address : null;

    /// <summary>Sends to an address that carries its own permission (an upload session): without the token.</summary>
    public async Task PutAsync(Uri address, HttpContent content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = content };
        using var response = await AnswerAsync(request, mayBeMissing: false, cancellationToken);
    }

    /// <summary>Turns what can happen on the way into failures.</summary>
    public async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await work(either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MailFailureException(ConnectionFailures.Silent(ServerName, options.Patience), connectionLost: false, exception);
        }
        catch (HttpRequestException exception)
        {
            throw new MailFailureException(exception.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => ConnectionFailures.CannotResolve(ServerName),
                HttpRequestError.SecureConnectionError => ConnectionFailures.HandshakeFailed(ServerName, exception.InnerException?.Message ?? exception.Message),
                HttpRequestError.ConnectionError when exception.InnerException is System.Net.Sockets.SocketException cause => ConnectionFailures.CannotConnect(ServerName, cause),
                _ => ConnectionFailures.Closed(ServerName),
            }, connectionLost: false, exception);
        }
        catch (IOException exception)
        {
            throw new MailFailureException(ConnectionFailures.Closed(ServerName), connectionLost: false, exception);
        }
        catch (JsonException exception)
        {
            throw new MailFailureException(ConnectionFailures.Violation(ServerName, "its answer is no JSON"), connectionLost: false, exception);
        }
    }

    private async Task<HttpResponseMessage?> SendAsync(HttpMethod method, Uri address, HttpContent? content, bool mayBeMissing, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential.Token);
        request.Headers.Add("Prefer", ["IdType=\"ImmutableId\"", $"odata.maxpagesize={options.PageSize}"]);
        return await AnswerAsync(request, mayBeMissing, cancellationToken);
    }

    private async Task<HttpResponseMessage?> AnswerAsync(HttpRequestMessage request, bool mayBeMissing, CancellationToken cancellationToken)
    {
        var response = await GuardAsync(token => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token), cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            var failure = await GuardAsync(token => GraphFailures.ReadAsync(ServerName, response, time, token), cancellationToken);
            if (mayBeMissing && response.StatusCode is HttpStatusCode.NotFound && failure.Kind is MailFailureKind.FolderMissing)
            {
                return null;
            }

            IsBroken |= failure.Kind is MailFailureKind.AccessTokenRefused or MailFailureKind.ClaimsChallenge;
            throw new MailFailureException(failure, connectionLost: IsBroken);
        }
    }

    /// <summary>JSON for a request's body.</summary>
    public static HttpContent Json(object value) => JsonContent.Create(value);
}
