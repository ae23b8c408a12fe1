namespace HelpdeskMail.Contracts.SystemEmails.Alerts;

/// <summary>The sending server that alerts leave by when no system email can send.</summary>
/// <param name="Host">Host name or address.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Security">TLS from the first byte, by STARTTLS, or none (this machine only).</param>
/// <param name="UserName">Login name; null to send without signing in.</param>
/// <param name="Password">Its password; null keeps the stored one. Write-only: never in an answer.</param>
/// <param name="From">Sender address.</param>
/// <param name="HasPassword">In an answer: whether a password is stored.</param>
public sealed record LastResortServer(string Host, int Port, ConnectionSecurity Security, string? UserName, string? Password, string From, bool HasPassword = false)
{
    /// <summary>Leaves the password out.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
