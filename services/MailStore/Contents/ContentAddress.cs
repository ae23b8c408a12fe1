using System.Buffers;
using System.Security.Cryptography;

namespace HelpdeskMail.MailStore.Contents;

/// <summary>The SHA-256 that content is asked for by.</summary>
internal static class ContentAddress
{
    /// <summary>The 32 bytes of 64 hexadecimal digits; null for any other text.</summary>
    public static byte[]? Parse(string address)
    {
        var bytes = new byte[SHA256.HashSizeInBytes];
        return address.Length == bytes.Length * 2 && Convert.FromHexString(address, bytes, out _, out _) == OperationStatus.Done ? bytes : null;
    }
}
