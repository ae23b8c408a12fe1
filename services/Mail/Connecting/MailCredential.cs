using System.Security.Cryptography.X509Certificates;

namespace HelpdeskMail.Mail.Connecting;

/// <summary>What a server is shown. Its text form never holds the secret. Closed set.</summary>
/// <param name="UserName">Login name; for access tokens the mailbox to open, which need not be who the token was given to (shared mailboxes).</param>
public abstract record MailCredential(string UserName)
{
    /// <summary>A password: SCRAM, CRAM-MD5, PLAIN, LOGIN.</summary>
    public sealed record Password(string UserName, string Secret) : MailCredential(UserName)
    {
        /// <inheritdoc/>
        public override string ToString() => $"password of {UserName}";
    }

    /// <summary>An OAuth 2.0 access token: OAUTHBEARER, XOAUTH2.</summary>
    public sealed record AccessToken(string UserName, string Token) : MailCredential(UserName)
    {
        /// <inheritdoc/>
        public override string ToString() => $"access token for {UserName}";
    }

    /// <summary>A client certificate shown in the TLS handshake: EXTERNAL. <paramref name="UserName"/> may be empty when the certificate says it all.</summary>
    public sealed record ClientCertificate(string UserName, X509Certificate2 Certificate) : MailCredential(UserName)
    {
        /// <inheritdoc/>
        public override string ToString() => $"client certificate {Certificate.Thumbprint} of {UserName}";
    }
}
