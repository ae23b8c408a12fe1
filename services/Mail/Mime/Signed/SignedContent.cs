using System.Formats.Asn1;

namespace HelpdeskMail.Mail.Mime.Signed;

/// <summary>
/// Takes the message out of an S/MIME «opaque» signature (RFC 8551 section 3.5.2, RFC 5652 section 5), which programs without S/MIME
/// show as an empty mail with a smime.p7m. Nothing is verified.
/// </summary>
internal static class SignedContent
{
    private const string SignedData = "1.2.840.113549.1.7.2";
    private const string Data = "1.2.840.113549.1.7.1";

    /// <summary>Enveloped-data (RFC 5652 section 6), encrypted-data (section 8) and authenticated-enveloped-data (RFC 5083).</summary>
    private static readonly string[] Encrypted = ["1.2.840.113549.1.7.3", "1.2.840.113549.1.7.6", "1.2.840.113549.1.9.16.1.23"];

    private static readonly Asn1Tag Wrapped = new(TagClass.ContextSpecific, 0);

    /// <summary>The entity that was signed, header and body; null when these bytes are encrypted, certificates only, or no CMS at all.</summary>
    public static byte[]? Open(ReadOnlyMemory<byte> cms)
    {
        try
        {
            var info = new AsnReader(cms, AsnEncodingRules.BER).ReadSequence();
            if (info.ReadObjectIdentifier() != SignedData)
            {
                return null;
            }

            var signed = info.ReadSequence(Wrapped).ReadSequence();
            signed.ReadInteger();
            signed.ReadSetOf();
            var content = signed.ReadSequence();
            return content.ReadObjectIdentifier() == Data && content.HasData ? content.ReadSequence(Wrapped).ReadOctetString() : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>Whether these bytes are encrypted.</summary>
    public static bool IsEnveloped(ReadOnlyMemory<byte> cms)
    {
        try
        {
            return Encrypted.Contains(new AsnReader(cms, AsnEncodingRules.BER).ReadSequence().ReadObjectIdentifier(), StringComparer.Ordinal);
        }
        catch (AsnContentException)
        {
            return false;
        }
    }
}
