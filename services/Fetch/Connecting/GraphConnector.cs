using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Observing;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Graph;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Fetch.Connecting;

/// <summary>Opens mailboxes in Graph. All mailboxes of one service share its connections; each has its own pace, kept from visit to visit.</summary>
internal sealed class GraphConnector(IOptions<FetchSettings> settings, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<SocketsHttpHandler>> handlers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RequestPace> paces = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes sure that the mailbox answers.</summary>
    /// <exception cref="MailboxTroubleException">The credential is no access token, or the connection is not protected.</exception>
    public async Task<GraphMailbox> ConnectAsync(ServerSettings server, Credential credential, IProtocolLog log, CancellationToken cancellation)
    {
        if (credential.Method != SignInMethod.AccessToken)
        {
            throw new MailboxTroubleException("graph_needs_token", "Graph takes access tokens only, and this system email has a password.", "Choose a way to sign in with OAuth, or read the mailbox by IMAP.", isTransient: false);
        }

        var scheme = server.Security == ConnectionSecurity.None ? "http" : "https";
        if (scheme == "http" && !new Uri($"http://{server.Host}").IsLoopback)
        {
            throw new MailboxTroubleException("plaintext_forbidden", $"The access token would go to {server.Host} without TLS.", "Choose TLS for the Graph service; without it only an address of this machine is allowed.", isTransient: false);
        }

        var pace = paces.GetOrAdd($"{server.Host}:{server.Port} {credential.UserName}", _ => new RequestPace(settings.Value.GraphRequestsInTenMinutes, TimeSpan.FromMinutes(10), time));
        var handler = handlers.GetOrAdd($"{server.Host}:{server.Port} {server.TrustedCertificate}", _ => new Lazy<SocketsHttpHandler>(() => Handler(server.TrustedCertificate))).Value;
        var http = new HttpClient(new GraphRequests(handler, pace, log, time), disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        return await GraphMailbox.ConnectAsync(
            http, new MailCredential.AccessToken(credential.UserName, credential.Secret), new GraphOptions { BaseAddress = new Uri($"{scheme}://{server.Host}:{server.Port}/v1.0/") }, time, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var handler in handlers.Values.Where(handler => handler.IsValueCreated))
        {
            handler.Value.Dispose();
        }
    }

    private static SocketsHttpHandler Handler(string? trusted)
    {
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), MaxConnectionsPerServer = 100, AllowAutoRedirect = false, UseCookies = false };
        if (trusted is { Length: > 0 })
        {
            var own = MailboxConnector.Certificates(trusted);
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(own);
        }

        return handler;
    }
}
