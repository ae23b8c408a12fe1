using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>The certificates applications prove themselves with, opened once and kept: the library that signs with them holds on to them too.</summary>
public sealed class ApplicationCertificates(SecretSeal seal) : IDisposable
{
    private readonly ConcurrentDictionary<(Guid, string), X509Certificate2> opened = new();

    /// <summary>The certificate of a system email's application, with its key; null when the machine's store does not hold it any more.</summary>
    public X509Certificate2? Find(SystemEmail email)
    {
        var stored = email.Application!.Certificate!;
        var key = (email.Id, stored.Facts.Thumbprint);
        if (opened.TryGetValue(key, out var known))
        {
            return known;
        }

        var certificate = stored.Sealed is { } bytes
            ? X509CertificateLoader.LoadPkcs12(seal.Open(SealedUse.Certificate, email.Id, bytes), null, CertificateReader.KeyStorage)
            : CertificateReader.FromStore(stored.Facts.Thumbprint);
        return certificate is null ? null : opened.GetOrAdd(key, certificate);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var certificate in opened.Values)
        {
            certificate.Dispose();
        }
    }
}
