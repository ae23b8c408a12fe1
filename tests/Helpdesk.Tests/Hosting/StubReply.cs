using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using HelpdeskMail.Contracts.Replies;

namespace HelpdeskMail.Helpdesk.Tests.Hosting;

/// <summary>Answers as the Reply service does to decisions, and remembers them.</summary>
public sealed class StubReply : HttpMessageHandler
{
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Replies that are being sent at this moment, so that nothing can be decided about them.</summary>
    public ConcurrentDictionary<Guid, bool> Busy { get; } = new();

    public ConcurrentDictionary<Guid, MailboxTraffic> Mailboxes { get; } = new();

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.PathAndQuery;
        Calls.Enqueue(path);
        return Task.FromResult(
            path == "/internal/mailboxes" ? new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(Mailboxes.Values) }
            : new HttpResponseMessage(Busy.Keys.Any(id => path.Contains(id.ToString(), StringComparison.Ordinal)) ? HttpStatusCode.Conflict : HttpStatusCode.OK));
    }
}
