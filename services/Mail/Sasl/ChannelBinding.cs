using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HelpdeskMail.Mail.Sasl;

/// <summary>The tls-server-end-point data of a TLS channel (RFC 5929 section 4.1).</summary>
internal static class ChannelBinding
{
    public static byte[]? ServerEndPoint(X509Certificate2? certificate) => certificate?.SignatureAlgorithm.Value switch
    {
        null => null,
        // sha384WithRSA, ecdsa-with-SHA384
        "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => SHA384.HashData(certificate.RawDataMemory.Span),
        // sha512WithRSA, ecdsa-with-SHA512
        "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => SHA512.HashData(certificate.RawDataMemory.Span),
        // RSASSA-PSS and EdDSA name no single hash here: no binding rather than a wrong one.
        "1.2.840.113549.1.1.10" or "1.3.101.112" or "1.3.101.113" => null,
        // SHA-256, and the MD5 and SHA-1 signatures that the RFC lifts to it.
        _ => SHA256.HashData(certificate.RawDataMemory.Span),
    };
}
