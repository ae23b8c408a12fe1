namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>A certificate that an application proves itself with: a file, or one that the machine's store holds. Exactly one of <paramref name="File"/> and <paramref name="Thumbprint"/>.</summary>
/// <param name="File">PKCS#12 (.pfx, .p12) or PEM with certificate and private key, up to 100 KB. Write-only: no answer holds it.</param>
/// <param name="Password">The file's password; null when it has none.</param>
/// <param name="Thumbprint">SHA-1 thumbprint of a certificate in the personal store of the account this service runs as, or of the machine; every replica needs it.</param>
public sealed record CertificateDraft(byte[]? File, string? Password, string? Thumbprint)
{
    /// <summary>Leaves file and password out.</summary>
    public override string ToString() => Thumbprint is null ? "certificate from a file" : $"certificate {Thumbprint} from the store";
}
