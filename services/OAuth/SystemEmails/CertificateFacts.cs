namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>What may be shown of a certificate.</summary>
/// <param name="Thumbprint">SHA-1 thumbprint, as Entra shows it.</param>
/// <param name="Subject">Its name.</param>
/// <param name="StartsAt">When it begins.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record CertificateFacts(string Thumbprint, string Subject, DateTimeOffset StartsAt, DateTimeOffset ExpiresAt);
