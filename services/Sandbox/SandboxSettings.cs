using System.ComponentModel.DataAnnotations;

namespace HelpdeskMail.Sandbox;

/// <summary>Settings of the Sandbox (configuration section <c>Sandbox</c>).</summary>
public sealed record SandboxSettings
{
    /// <summary>Port of the IMAP server; 0 takes a free one, which <c>/api/status</c> and the page then show.</summary>
    [Range(0, 65535, ErrorMessage = "is no port: 0 (a free one) to 65535")]
    public int ImapPort { get; init; } = 5143;

    /// <summary>Port of the POP3 server; 0 takes a free one.</summary>
    [Range(0, 65535, ErrorMessage = "is no port: 0 (a free one) to 65535")]
    public int Pop3Port { get; init; } = 5110;

    /// <summary>Port of the SMTP submission server; 0 takes a free one.</summary>
    [Range(0, 65535, ErrorMessage = "is no port: 0 (a free one) to 65535")]
    public int SmtpPort { get; init; } = 5587;

    /// <summary>Address the mail servers listen on; the loopback address unless told, since every password here is public.</summary>
    [RegularExpression(@"^[0-9a-fA-F.:]+$", ErrorMessage = "is no IP address, for example 127.0.0.1")]
    public string Listen { get; init; } = "127.0.0.1";

    /// <summary>Redirect URIs the seeded applications have besides any loopback address that ends in <c>/oauth/callback</c>.</summary>
    public IReadOnlyList<string> RedirectUris { get; init; } = [];

    /// <summary>Lifetime of access tokens in seconds; unset gives each a random one of 60 to 90 minutes, as Entra does.</summary>
    [Range(1, 86400, ErrorMessage = "must be 1 to 86400 seconds")]
    public int? TokenLifetime { get; init; }

    /// <summary>Whether IMAP, POP3 and SMTP also take a password (PLAIN, LOGIN, USER/PASS); Exchange Online no longer does.</summary>
    public bool PasswordSignIn { get; init; } = true;

    /// <summary>Whether IMAP, POP3 and SMTP offer OAUTHBEARER (RFC 7628) too, as Google's do and Exchange's do not.</summary>
    public bool OAuthBearer { get; init; }

    /// <summary>Whether sign-in is offered and taken only after STARTTLS, as Exchange Online does.</summary>
    public bool RequireTls { get; init; }

    /// <summary>Whether an empty database gets the well-known mails. The directory (tenant, people, applications) is always seeded.</summary>
    public bool SeedMails { get; init; } = true;
}
