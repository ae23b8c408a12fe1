using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Connecting;

namespace HelpdeskMail.Reply.SystemEmails;

/// <summary>The settings of a system email in the mail library's terms.</summary>
internal static class MailServers
{
    /// <summary>A server.</summary>
    /// <exception cref="MailboxTroubleException">The certificate to trust cannot be read.</exception>
    public static MailServer ServerOf(ServerSettings server)
    {
        var protection = server.Security switch
        {
            ConnectionSecurity.Tls => ConnectionProtection.Tls,
            ConnectionSecurity.StartTls => ConnectionProtection.StartTls,
            _ => ConnectionProtection.None,
        };
        return new MailServer(server.Host, server.Port, protection) { TrustedCertificates = server.TrustedCertificate is { Length: > 0 } pem ? [.. Certificates(pem)] : [] };
    }

    /// <summary>What the server is shown.</summary>
    public static MailCredential CredentialOf(Credential credential) => credential.Method == SignInMethod.AccessToken
        ? new MailCredential.AccessToken(credential.UserName, credential.Secret)
        : new MailCredential.Password(credential.UserName, credential.Secret);

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
}
