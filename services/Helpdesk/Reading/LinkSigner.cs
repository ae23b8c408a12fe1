using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using HelpdeskMail.ServiceDefaults.Encryption;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>
/// Signs what stands in addresses that this service gives out, so that nobody else can make one. The key follows from Encryption:Key: all replicas make the same
/// signature for the same value, and browsers can keep what lies behind it.
/// </summary>
public sealed class LinkSigner(IOptions<EncryptionSettings> encryption)
{
    private const int Length = 16;

    private readonly byte[] key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(encryption.Value.Key), 32, info: Encoding.UTF8.GetBytes("HelpdeskMail signed addresses"));

    /// <summary>The signature, of letters, digits, «-» and «_».</summary>
    /// <param name="use">What the value is for: a signature for one use is wrong for every other.</param>
    /// <param name="value">What is signed.</param>
    public string Sign(string use, string value) => Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{use}\0{value}")).AsSpan(0, Length));

    /// <summary>Whether a signature is the one of this value for this use.</summary>
    public bool IsRight(string use, string value, string? signature) =>
        signature is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(use, value)), Encoding.UTF8.GetBytes(signature));
}
