using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using HelpdeskMail.Contracts.SystemEmails.Admin;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>Reads a certificate that an admin gives, with its private key: PKCS#12 or PEM from a file, or one of the machine's store.</summary>
internal static class CertificateReader
{
    /// <summary>Keys stay in memory where the system can do so; macOS cannot.</summary>
    public static readonly X509KeyStorageFlags KeyStorage = OperatingSystem.IsMacOS() ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet;

    private const int LargestFile = 100 * 1024;
    private const int SmallestRsaKey = 2048;

    /// <summary>One that was made a moment ago on a machine whose clock is ahead is none of the future.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(10);

    /// <summary>The certificate with its key, which the caller disposes of; or a sentence that says what is wrong with it.</summary>
    public static (X509Certificate2? Certificate, string? Problem) Read(CertificateDraft draft)
    {
        if ((draft.File is null) == (draft.Thumbprint is null))
        {
            return (null, "Give a file, or the thumbprint of a certificate in the machine's store; one of the two.");
        }

        try
        {
            var certificate = draft.File is { } file ? FromFile(file, draft.Password) : FromStore(draft.Thumbprint!);
            return certificate is null ? (null, "There is no such certificate with a private key in the personal store of the account this service runs as, or of the machine.") : Judge(certificate);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return (null, "The file cannot be opened: the password is wrong, or it is neither PKCS#12 (.pfx, .p12) nor PEM with a certificate and its private key.");
        }
    }

    /// <summary>Why Entra would not take a certificate at this time; null when it would.</summary>
    public static string? OutOfTime(X509Certificate2 certificate, DateTimeOffset now) =>
        certificate.NotAfter.ToUniversalTime() <= now.UtcDateTime ? $"The certificate ended on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}. Make a new one, and upload its public part in Entra too."
            : certificate.NotBefore.ToUniversalTime() > (now + Skew).UtcDateTime ? $"The certificate begins on {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd} only; Entra takes none before that."
            : null;

    /// <summary>One of the store by its thumbprint, with its key; null when there is none.</summary>
    public static X509Certificate2? FromStore(string thumbprint)
    {
        var wanted = new string([.. thumbprint.Where(char.IsAsciiHexDigit)]);
        foreach (var location in (StoreLocation[])[StoreLocation.CurrentUser, StoreLocation.LocalMachine])
        {
            try
            {
                using var store = new X509Store(StoreName.My, location);
                store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
                if (store.Certificates.Find(X509FindType.FindByThumbprint, wanted, validOnly: false).FirstOrDefault(one => one.HasPrivateKey) is { } found)
                {
                    return found;
                }
            }
            catch (CryptographicException)
            {
                // A machine without that store has no certificate in it.
            }
        }

        return null;
    }

    private static X509Certificate2? FromFile(byte[] file, string? password)
    {
        if (file.Length > LargestFile)
        {
            throw new ArgumentException("The file is larger than any certificate.", nameof(file));
        }

        var text = file.AsSpan().StartsWith("-----"u8) || file.AsSpan().IndexOf("-----BEGIN "u8) >= 0 ? Encoding.UTF8.GetString(file) : null;
        if (text is null)
        {
            return X509CertificateLoader.LoadPkcs12(file, password, X509KeyStorageFlags.Exportable | KeyStorage);
        }

        return text.Contains("ENCRYPTED PRIVATE KEY", StringComparison.Ordinal) ? X509Certificate2.CreateFromEncryptedPem(text, text, password) : X509Certificate2.CreateFromPem(text, text);
    }

    private static (X509Certificate2? Certificate, string? Problem) Judge(X509Certificate2 certificate)
    {
        using var key = certificate.GetRSAPrivateKey();
        var problem = !certificate.HasPrivateKey ? "The file holds no private key. Export the certificate together with its key (.pfx)."
            : key is null ? "The certificate has no RSA key. Microsoft takes RSA keys of 2048 bits and more."
            : key.KeySize < SmallestRsaKey ? $"The certificate's RSA key has {key.KeySize} bits; Microsoft takes {SmallestRsaKey} and more."
            : null;
        if (problem is null)
        {
            return (certificate, null);
        }

        certificate.Dispose();
        return (null, problem);
    }
}
