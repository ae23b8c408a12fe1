using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Graph;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Pop3;
using HelpdeskMail.Mail.Smtp;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Diagnosis;

/// <summary>Opens either side of a system email as Fetch and Reply would: signs in, opens the folder for reading only, changes nothing, sends nothing.</summary>
public sealed class MailOpening(IHttpClientFactory clients)
{
    /// <summary>Name of the HTTP client for Graph: no redirects, since the token must not go elsewhere.</summary>
    public const string ClientName = "graph";

    /// <summary>How long a mail server may take while somebody waits at a page.</summary>
    public static readonly MailTimeouts Timeouts = new() { Connect = TimeSpan.FromSeconds(15), Command = TimeSpan.FromSeconds(20), Silence = TimeSpan.FromSeconds(20) };

    /// <summary>Adds the HTTP client.</summary>
    public static void Add(IServiceCollection services) => services
        .AddSingleton<MailOpening>()
        .AddHttpClient(ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
        .UseSocketsHttpHandler((handler, _) =>
        {
            handler.AllowAutoRedirect = false;
            handler.ConnectTimeout = Timeouts.Connect;
        });

    /// <summary>Opens the folder mail is read from; says what was seen.</summary>
    /// <exception cref="MailFailureException">It could not be opened.</exception>
    public async Task<string> OpenReceivingAsync(SystemEmail email, string secret, IProtocolLog? log, CancellationToken cancellation)
    {
        var receiving = email.Receiving!;
        var credential = Credential(email, receiving.Server, secret);
        switch (receiving.Protocol)
        {
            case ReceivingProtocol.Imap:
            {
                await using var mailbox = await ImapMailbox.ConnectAsync(TrialServer.Of(receiving.Server, Timeouts), credential, log: log, cancellationToken: cancellation);
                var folder = await mailbox.OpenFolderAsync(receiving.Folder, readOnly: true, cancellation);
                await mailbox.CloseAsync(cancellation);
                return $"{folder.Name} is open; it holds {folder.Exists} messages.";
            }

            case ReceivingProtocol.Pop3:
            {
                await using var mailbox = await Pop3Mailbox.ConnectAsync(TrialServer.Of(receiving.Server, Timeouts), credential, log: log, cancellationToken: cancellation);
                var folder = await mailbox.OpenFolderAsync(receiving.Folder, readOnly: true, cancellation);
                await mailbox.CloseAsync(cancellation);
                return $"The inbox is open; it holds {folder.Exists} messages.";
            }

            default:
            {
                using var http = clients.CreateClient(ClientName);
                await using var mailbox = await GraphMailbox.ConnectAsync(http, (MailCredential.AccessToken)credential, Graph(receiving.Server), cancellationToken: cancellation);
                var folder = await mailbox.OpenFolderAsync(receiving.Folder, readOnly: true, cancellation);
                return $"{folder.Name} is open; it holds {folder.Exists} messages.";
            }
        }
    }

    /// <summary>Signs in to the server mail is sent by; says what was seen. Graph has no way to try without sending, so there only the way to it is tried.</summary>
    /// <exception cref="MailFailureException">It could not be signed in to.</exception>
    public async Task<string> OpenSendingAsync(SystemEmail email, string secret, IProtocolLog? log, CancellationToken cancellation)
    {
        var sending = email.Sending!;
        if (sending.Protocol == SendingProtocol.Graph)
        {
            return "There is a token for Microsoft Graph, which has no way to try sending without sending.";
        }

        await using var submission = await SmtpSubmission.ConnectAsync(TrialServer.Of(sending.Server, Timeouts), Credential(email, sending.Server, secret), log: log, cancellationToken: cancellation);
        await submission.CloseAsync(cancellation);
        return submission.MaxMessageSize is { } size ? $"The server takes messages of up to {size / (1024 * 1024)} MB." : "The server takes messages.";
    }

    /// <summary>What a server is shown.</summary>
    public static MailCredential Credential(SystemEmail email, ServerSettings server, string secret)
    {
        var userName = server.UserName ?? email.Address;
        return server.SignIn == SignInMethod.AccessToken ? new MailCredential.AccessToken(userName, secret) : new MailCredential.Password(userName, secret);
    }

    /// <summary>Where Graph is, by a server's settings.</summary>
    public static GraphOptions Graph(ServerSettings server) => new()
    {
        BaseAddress = new UriBuilder(server.Security == ConnectionSecurity.None ? "http" : "https", server.Host, server.Port, "v1.0/").Uri,
        Patience = Timeouts.Command,
    };
}
