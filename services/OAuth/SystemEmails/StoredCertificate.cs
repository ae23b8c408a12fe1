namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>A certificate an application proves itself with.</summary>
/// <param name="Sealed">PKCS#12 without a password, sealed; null for one that lies in the machine's store.</param>
/// <param name="Facts">What may be shown of it.</param>
public sealed record StoredCertificate(byte[]? Sealed, CertificateFacts Facts);
