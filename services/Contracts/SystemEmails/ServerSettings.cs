namespace HelpdeskMail.Contracts.SystemEmails;

/// <summary>A mail server and how the connection to it is protected.</summary>
/// <param name="Host">Host name or address.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Security">TLS from the first byte, by STARTTLS, or none.</param>
/// <param name="SignIn">What is shown to the server.</param>
/// <param name="UserName">Login name; null for the mailbox address.</param>
/// <param name="TrustedCertificate">A certificate in PEM that is trusted beside the machine's own (own root or the server's own one); null for none.</param>
public sealed record ServerSettings(string Host, int Port, ConnectionSecurity Security, SignInMethod SignIn, string? UserName, string? TrustedCertificate);
