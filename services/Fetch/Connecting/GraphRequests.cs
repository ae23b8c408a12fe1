using System.Globalization;
using HelpdeskMail.Mail.Connecting;

namespace HelpdeskMail.Fetch.Connecting;

/// <summary>Paces a mailbox's requests to Graph and takes them down: method, path, status, time. Tokens and bodies are never taken down.</summary>
internal sealed class GraphRequests(HttpMessageHandler inner, RequestPace pace, IProtocolLog log, TimeProvider time) : DelegatingHandler(inner)
{
    /// <summary>A link to the next page carries a long token that says nothing to a person.</summary>
    private const int LongestQuery = 60;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var place = await pace.EnterAsync(cancellationToken);
        var (path, query) = (request.RequestUri!.AbsolutePath, request.RequestUri.Query);
        log.Client($"{request.Method} {path}{(query.Length > LongestQuery ? string.Concat(query.AsSpan(0, LongestQuery), "…") : query)}");
        var began = time.GetTimestamp();
        try
        {
            var answer = await base.SendAsync(request, cancellationToken);
            var retry = answer.Headers.RetryAfter is { } pause ? $", Retry-After {pause}" : "";
            log.Server(string.Create(CultureInfo.InvariantCulture, $"{(int)answer.StatusCode} {answer.ReasonPhrase} ({time.GetElapsedTime(began).TotalMilliseconds:0} ms{retry})"));
            return answer;
        }
        catch (HttpRequestException exception)
        {
            log.Note($"given up: {exception.Message}");
            throw;
        }
    }
}
