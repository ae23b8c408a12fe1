using System.Buffers.Text;
using System.Security.Cryptography.X509Certificates;

namespace HelpdeskMail.Sandbox.SignIn.Directory;

/// <summary>A certificate an application proves itself by; its private key is the application's.</summary>
public sealed record ApplicationCertificate
{
    public required Guid Id { get; init; }

    public required Guid ClientId { get; init; }

    public required string Name { get; init; }

    /// <summary>X.509 in DER.</summary>
    public required byte[] Raw { get; init; }

    public X509Certificate2 Read() => X509CertificateLoader.LoadCertificate(Raw);

    /// <summary>Whether an assertion's header names this one: <c>x5t#S256</c>, else <c>x5t</c> (SHA-1), both base64url.</summary>
    public bool IsNamedBy(string? x5t, string? x5tS256)
    {
        using var certificate = Read();
        return x5tS256 is not null
            ? x5tS256.TrimEnd('=') == Base64Url.EncodeToString(certificate.GetCertHash(System.Security.Cryptography.HashAlgorithmName.SHA256))
            : x5t is not null && x5t.TrimEnd('=') == Base64Url.EncodeToString(Convert.FromHexString(certificate.Thumbprint));
    }
}
