using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Observing;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.Mailboxes;

/// <summary>Opens mailboxes with our own mail library.</summary>
internal sealed class MailboxConnector(TimeProvider time) : IMailboxConnector
{
    /// <inheritdoc/>
    /// <exception cref="MailboxTroubleException">The settings name a protocol that is not fetched by here, or a certificate that cannot be read.</exception>
    public async Task<IMailbox> ConnectAsync(SystemEmailSettings email, Credential credential, CancellationToken cancellation)
    {
        var receiving = email.Receiving!;
        return receiving.Protocol == ReceivingProtocol.Imap
            ? await ImapMailbox.ConnectAsync(ServerOf(receiving.Server), CredentialOf(credential), time: time, cancellationToken: cancellation)
            : throw new MailboxTroubleException(
                "protocol_not_supported", $"Mail cannot be fetched by {receiving.Protocol} yet.", "Choose IMAP for this system email.", isTransient: false);
    }

    private static MailServer ServerOf(ServerSettings server)
    {
        var protection = server.Security switch
        {
            ConnectionSecurity.Tls => ConnectionProtection.Tls,
            ConnectionSecurity.StartTls => ConnectionProtection.StartTls,
            _ => ConnectionProtection.None,
        };
        return new MailServer(server.Host, server.Port, protection) { TrustedCertificates = server.TrustedCertificate is { Length: > 0 } pem ? [.. Certificates(pem)] : [] };
    }

    private static X509Certificate2Collection Certificates(string pem)
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
