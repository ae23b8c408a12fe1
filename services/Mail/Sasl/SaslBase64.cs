using System.Buffers.Text;

namespace HelpdeskMail.Mail.Sasl;

/// <summary>Challenges and responses on the wire.</summary>
internal static class SaslBase64
{
    /// <summary>The bytes of a challenge. Servers that send one that is not base64 (Exchange's bare text, empty lines) are taken as sending its bytes.</summary>
    public static byte[] Decode(ReadOnlySpan<byte> challenge)
    {
        challenge = challenge.Trim(" \t\r\n"u8);
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(challenge.Length)];
        return Base64.DecodeFromUtf8(challenge, bytes, out _, out var written) is System.Buffers.OperationStatus.Done ? bytes[..written] : challenge.ToArray();
    }
}
