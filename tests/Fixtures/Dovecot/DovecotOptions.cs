namespace HelpdeskMail.Fixtures.Dovecot;

/// <summary>How a test's Dovecot is set up.</summary>
public sealed record DovecotOptions
{
    /// <summary>Accounts that exist from the start, name and password.</summary>
    public IReadOnlyDictionary<string, string> Users { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["support@example.com"] = "secret-of-support" };

    /// <summary>Sign-in mechanisms offered.</summary>
    public string Mechanisms { get; init; } = "plain login cram-md5 scram-sha-1 scram-sha-256 xoauth2 oauthbearer external";

    /// <summary>Claim of an access token that names the mailbox.</summary>
    public string UserNameClaim { get; init; } = "email";

    /// <summary>Further lines for dovecot.conf.</summary>
    public string Extra { get; init; } = "";
}
