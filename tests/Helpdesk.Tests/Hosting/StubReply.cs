using System.Collections.Concurrent;
using System.Net;

namespace HelpdeskMail.Helpdesk.Tests.Hosting;

/// <summary>Answers as the Reply service does to decisions, and remembers them.</summary>
public sealed class StubReply : HttpMessageHandler
{
    public ConcurrentQueue<string> Calls { get; } = new();

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Calls.Enqueue(request.RequestUri!.PathAndQuery);
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
    }
}
