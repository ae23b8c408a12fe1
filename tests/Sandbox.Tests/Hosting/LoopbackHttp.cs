using Microsoft.Identity.Client;

namespace HelpdeskMail.Sandbox.Tests.Hosting;

/// <summary>MSAL insists on https; its requests to the Sandbox go over http.</summary>
public sealed class LoopbackHttp : DelegatingHandler, IMsalHttpClientFactory
{
    private readonly HttpClient client;

    public LoopbackHttp()
        : base(new SocketsHttpHandler()) => client = new HttpClient(this);

    public HttpClient GetHttpClient() => client;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = new UriBuilder(request.RequestUri!) { Scheme = "http" }.Uri;
        return base.SendAsync(request, cancellationToken);
    }
}
