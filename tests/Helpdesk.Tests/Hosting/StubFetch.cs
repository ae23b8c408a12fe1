using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using HelpdeskMail.Contracts.Mailboxes;

namespace HelpdeskMail.Helpdesk.Tests.Hosting;

/// <summary>Answers as the Fetch service does for the mailboxes a test puts in, and remembers what is asked of them.</summary>
public sealed class StubFetch : HttpMessageHandler
{
    public ConcurrentQueue<string> Calls { get; } = new();

    public ConcurrentDictionary<Guid, MailboxDetail> Mailboxes { get; } = new();

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.PathAndQuery;
        Calls.Enqueue($"{request.Method} {path}");
        return Task.FromResult(
            path == "/internal/mailboxes" ? new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(Mailboxes.Values.Select(mailbox => mailbox.Status)) }
            : Mailboxes.FirstOrDefault(pair => path.Contains(pair.Key.ToString(), StringComparison.Ordinal)).Value is not { } known ? new HttpResponseMessage(HttpStatusCode.NotFound)
            : request.Method == HttpMethod.Get ? new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(known) }
            : new HttpResponseMessage(HttpStatusCode.Accepted));
    }
}
