using System.Net.Security;
using System.Runtime.InteropServices;
using System.Security.Authentication;
using System.Security.Authentication.ExtendedProtection;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HelpdeskMail.Mail.Sasl;

/// <summary>What ties a sign-in to the TLS channel it runs in (RFC 5929): somebody in the middle has another channel, and the sign-in fails.</summary>
/// <param name="Type">Name of the kind, as the client tells it.</param>
/// <param name="Data">The data both sides know.</param>
/// <param name="IsUsual">
/// Whether every server with a -PLUS mechanism has to take it: tls-unique up to TLS 1.2 (RFC 5802 section 6.1). For TLS 1.3 that is tls-exporter (RFC 9266), which .NET does not give out; the data of the certificate is
/// then the only kind at hand, and servers that know the usual kind alone (Cyrus) refuse it.
/// </param>
internal sealed record ChannelBinding(string Type, byte[] Data, bool IsUsual)
{
    private const string UniquePrefix = "tls-unique:";

    /// <summary>The binding of a channel; null when there is none to be had.</summary>
    public static ChannelBinding? Of(SslStream tls, X509Certificate2? certificate) =>
        tls.SslProtocol is SslProtocols.Tls12 && Unique(tls) is { } unique ? new("tls-unique", unique, IsUsual: true)
        : ServerEndPoint(certificate) is { } endPoint ? new("tls-server-end-point", endPoint, IsUsual: false)
        : null;

    /// <summary>The tls-server-end-point data of a certificate (RFC 5929 section 4.1).</summary>
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

    // .NET gives the data out as SEC_CHANNEL_BINDINGS of Windows: the fields at 24 and 28 say how long it is and where it lies.
    private static byte[]? Unique(SslStream tls)
    {
        using var binding = tls.TransportContext.GetChannelBinding(ChannelBindingKind.Unique);
        if (binding is null or { IsInvalid: true })
        {
            return null;
        }

        var start = binding.DangerousGetHandle();
        var data = new byte[Marshal.ReadInt32(start, 24)];
        Marshal.Copy(start + Marshal.ReadInt32(start, 28), data, 0, data.Length);
        return data.AsSpan().StartsWith("tls-unique:"u8) ? data[UniquePrefix.Length..] : null;
    }
}
