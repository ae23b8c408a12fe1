using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Connecting;

namespace HelpdeskMail.OAuth.Diagnosis;

/// <summary>A server's settings in the mail library's terms.</summary>
internal static class TrialServer
{
    public static MailServer Of(ServerSettings settings, MailTimeouts timeouts)
    {
        var trusted = new X509Certificate2Collection();
        if (settings.TrustedCertificate is { Length: > 0 } pem)
        {
            trusted.ImportFromPem(pem);
        }

        return new MailServer(settings.Host, settings.Port, Protection(settings.Security)) { TrustedCertificates = [.. trusted], Timeouts = timeouts };
    }

    private static ConnectionProtection Protection(ConnectionSecurity security) => security switch
    {
        ConnectionSecurity.Tls => ConnectionProtection.Tls,
        ConnectionSecurity.StartTls => ConnectionProtection.StartTls,
        _ => ConnectionProtection.None,
    };
}
