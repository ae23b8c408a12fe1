namespace HelpdeskMail.Mail.Connecting;

/// <summary>How a connection to a mail server is protected.</summary>
public enum ConnectionProtection
{
    /// <summary>TLS from the first byte (RFC 8314).</summary>
    Tls,

    /// <summary>STARTTLS before anything else is said (RFC 2595, RFC 3207); a server without it is refused, never talked to in the clear.</summary>
    StartTls,

    /// <summary>None. Signing in also needs <see cref="MailServer.AllowPlaintextSignIn"/>.</summary>
    None,
}
