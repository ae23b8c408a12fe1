using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HelpdeskMail.Sandbox.Wire;

/// <summary>The certificate offered at STARTTLS and at an https address: made anew at each start, for localhost, trusted by nobody.</summary>
public sealed class SelfMadeCertificate(TimeProvider time) : IDisposable
{
    private readonly Lazy<X509Certificate2> certificate = new(() => Make(time.GetUtcNow()));

    public X509Certificate2 Value => certificate.Value;

    public void Dispose()
    {
        if (certificate.IsValueCreated)
        {
            certificate.Value.Dispose();
        }
    }

    private static X509Certificate2 Make(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost, O=HelpdeskMail Sandbox", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));

        // A key that only lives in memory is not taken by every platform's TLS; the round trip through PKCS#12 makes it one that is.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
    }
}
