namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>An application's certificate, as it may be shown.</summary>
/// <param name="Thumbprint">SHA-1 thumbprint, as Entra shows it.</param>
/// <param name="Subject">Its name.</param>
/// <param name="StartsAt">When it begins.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="FromStore">Whether it lies in the machine's store and not here.</param>
public sealed record CertificateView(string Thumbprint, string Subject, DateTimeOffset StartsAt, DateTimeOffset ExpiresAt, bool FromStore);
