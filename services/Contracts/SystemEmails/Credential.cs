namespace HelpdeskMail.Contracts.SystemEmails;

/// <summary>What a mail server is shown. Lives in memory only; never on the bus, in a log, a trace or an error.</summary>
/// <param name="UserName">Login name.</param>
/// <param name="Method">How <see cref="Secret"/> is shown.</param>
/// <param name="Secret">Access token or password.</param>
/// <param name="ExpiresAt">End of an access token; null for a password.</param>
public sealed record Credential(string UserName, SignInMethod Method, string Secret, DateTimeOffset? ExpiresAt)
{
    /// <summary>Leaves the secret out.</summary>
    public override string ToString() => $"{Method} of {UserName}, until {ExpiresAt:u}";
}
