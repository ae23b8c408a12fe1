using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Graph;

namespace HelpdeskMail.Reply.SystemEmails;

/// <summary>The Graph services that mailboxes are reached by. Connections are shared by all mailboxes of a service; the token goes with each request.</summary>
internal sealed class GraphServices : IDisposable
{
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, HttpClient> clients = new(StringComparer.Ordinal);

    /// <summary>Sends the requests to a service.</summary>
    /// <exception cref="MailboxTroubleException">The certificate to trust cannot be read.</exception>
    public HttpClient ClientFor(ServerSettings server) => clients.GetOrAdd(server.TrustedCertificate ?? "", static (_, settings) => Create(settings), server);

    /// <summary>Address of the service, and how long one of its answers may take.</summary>
    public static GraphOptions OptionsFor(ServerSettings server, TimeSpan timeout)
    {
        var scheme = server.Security == ConnectionSecurity.None ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
        var options = new GraphOptions { BaseAddress = new UriBuilder(scheme, server.Host, server.Port, "v1.0/").Uri };
        return timeout > TimeSpan.Zero ? options with { Patience = timeout } : options;
    }

    /// <summary>What the service is shown for a mailbox: the mailbox's own address decides whose mail it is, whoever has signed in.</summary>
    public static MailCredential.AccessToken TokenOf(SystemEmailSettings email, Credential credential) => credential.Method == SignInMethod.AccessToken
        ? new MailCredential.AccessToken(email.Address, credential.Secret)
        : throw new MailboxTroubleException("graph_needs_token", "Microsoft Graph takes access tokens only, and this system email signs in with a password.", "Link it by OAuth, or send by SMTP.", isTransient: false);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in clients.Values)
        {
            client.Dispose();
        }
    }

    private static HttpClient Create(ServerSettings server)
    {
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = ConnectionLifetime, AllowAutoRedirect = false };
        if (MailServers.ServerOf(server).TrustedCertificates is { Count: > 0 } trusted)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(trusted.ToArray());
        }

        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
