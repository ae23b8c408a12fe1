using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Observing;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Pop3;
using HelpdeskMail.Mail.Reading;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Fetch.Connecting;

/// <summary>Opens mailboxes with our own mail library, within the limits of each server.</summary>
internal sealed class MailboxConnector(ServerGates gates, GraphConnector graph, IOptions<FetchSettings> settings, TimeProvider time) : IMailboxConnector
{
    /// <summary>Mailboxes whose server kept silent at the last good-bye. It holds the mailbox and its place for so long as it is waited for: the long wait for deletions is not given it each time.</summary>
    private readonly ConcurrentDictionary<Guid, bool> unanswered = [];

    /// <inheritdoc/>
    public async Task<ServerPlace?> EnterAsync(SystemEmailSettings email, CancellationToken cancellation) =>
        email.Receiving!.Protocol == ReceivingProtocol.Graph ? null : await gates.Of(email.Receiving.Server).EnterAsync(cancellation);

    /// <inheritdoc/>
    /// <exception cref="MailboxTroubleException">The settings cannot be worked with.</exception>
    public async Task<IMailbox> ConnectAsync(SystemEmailSettings email, ServerPlace? place, Credential credential, IProtocolLog log, CancellationToken cancellation)
    {
        var receiving = email.Receiving!;
        if (receiving.Protocol == ReceivingProtocol.Graph)
        {
            return await graph.ConnectAsync(receiving.Server, credential, log, cancellation);
        }

        using (await gates.Of(receiving.Server).BeginAsync(cancellation))
        {
            var server = WithGoodbye(email.Id, ServerOf(receiving.Server));
            IMailbox mailbox = receiving.Protocol == ReceivingProtocol.Pop3
                ? await Pop3Mailbox.ConnectAsync(server, CredentialOf(credential), log, time, cancellation)
                : await ImapMailbox.ConnectAsync(server, CredentialOf(credential), log: log, time: time, cancellationToken: cancellation);
            return place is null ? mailbox : new GatedMailbox(mailbox, place, time, isAnswered => NoteGoodbye(email.Id, isAnswered));
        }
    }

    internal MailServer WithGoodbye(Guid mailbox, MailServer server) =>
        unanswered.ContainsKey(mailbox) ? server with { Timeouts = server.Timeouts with { DataEnd = server.Timeouts.Command } } : server;

    internal void NoteGoodbye(Guid mailbox, bool isAnswered)
    {
        if (isAnswered)
        {
            unanswered.TryRemove(mailbox, out _);
        }
        else
        {
            unanswered[mailbox] = true;
        }
    }

    private MailServer ServerOf(ServerSettings server)
    {
        var protection = server.Security switch
        {
            ConnectionSecurity.Tls => ConnectionProtection.Tls,
            ConnectionSecurity.StartTls => ConnectionProtection.StartTls,
            _ => ConnectionProtection.None,
        };
        return new MailServer(server.Host, server.Port, protection)
        {
            TrustedCertificates = server.TrustedCertificate is { Length: > 0 } pem ? [.. Certificates(pem)] : [],
            Timeouts = new MailTimeouts { IdleRenewal = settings.Value.IdleProbe },
        };
    }

    internal static X509Certificate2Collection Certificates(string pem)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(pem);
            return certificates;
        }
        catch (CryptographicException exception)
        {
            throw new MailboxTroubleException(
                "trusted_certificate_unreadable", "The certificate to trust for this server cannot be read.", "Paste it again in PEM form, with its BEGIN and END lines.", isTransient: false, exception);
        }
    }

    private static MailCredential CredentialOf(Credential credential) => credential.Method == SignInMethod.AccessToken
        ? new MailCredential.AccessToken(credential.UserName, credential.Secret)
        : new MailCredential.Password(credential.UserName, credential.Secret);
}
