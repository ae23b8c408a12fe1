using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.ServiceDefaults.Encryption;

/// <summary>
/// Seals keys of the key ring with AES-256-GCM under a key derived (HKDF-SHA-256) from <see cref="EncryptionSettings.Key"/>. Layout of a sealed value:
/// 12 bytes nonce, 16 bytes tag, ciphertext, in base64.
/// </summary>
internal sealed class SealedXml(IOptions<EncryptionSettings> settings) : IXmlEncryptor
{
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private static readonly byte[] Purpose = "HelpdeskMail key ring"u8.ToArray();

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var whole = new byte[NonceSize + TagSize + plain.Length];
        RandomNumberGenerator.Fill(whole.AsSpan(0, NonceSize));
        using var cipher = new AesGcm(Derive(settings.Value.Key), TagSize);
        cipher.Encrypt(whole.AsSpan(0, NonceSize), plain, whole.AsSpan(NonceSize + TagSize), whole.AsSpan(NonceSize, TagSize));
        return new EncryptedXmlInfo(new XElement("sealed", Convert.ToBase64String(whole)), typeof(Decryptor));
    }

    /// <summary>Opens a sealed value with the present key or one of the older ones.</summary>
    /// <exception cref="CryptographicException">None of the configured keys fits; an operator has to set Encryption:Key to the one the value was sealed with.</exception>
    public XElement Open(XElement encryptedElement)
    {
        var whole = Convert.FromBase64String(encryptedElement.Value);
        foreach (var key in settings.Value.OlderKeys.Prepend(settings.Value.Key))
        {
            var plain = new byte[whole.Length - NonceSize - TagSize];
            using var cipher = new AesGcm(Derive(key), TagSize);
            try
            {
                cipher.Decrypt(whole.AsSpan(0, NonceSize), whole.AsSpan(NonceSize + TagSize), whole.AsSpan(NonceSize, TagSize), plain);
                return XElement.Parse(Encoding.UTF8.GetString(plain));
            }
            catch (AuthenticationTagMismatchException)
            {
                // Sealed under another key: try the next one.
            }
        }

        throw new CryptographicException(
            "The key ring in the database was sealed with another key than Encryption:Key. Set Encryption:Key to that key, or add it to Encryption:OlderKeys.");
    }

    /// <summary>The same value sealed under the present key; null when it is already, or when none of the configured keys opens it.</summary>
    public XElement? Reseal(XElement encryptedElement)
    {
        var whole = Convert.FromBase64String(encryptedElement.Value);
        using var cipher = new AesGcm(Derive(settings.Value.Key), TagSize);
        try
        {
            cipher.Decrypt(whole.AsSpan(0, NonceSize), whole.AsSpan(NonceSize + TagSize), whole.AsSpan(NonceSize, TagSize), new byte[whole.Length - NonceSize - TagSize]);
            return null;
        }
        catch (AuthenticationTagMismatchException)
        {
            try
            {
                return Encrypt(Open(encryptedElement)).EncryptedElement;
            }
            catch (CryptographicException)
            {
                // Sealed under a key that is not configured: whoever needs what it protects is told so.
                return null;
            }
        }
    }

    private static byte[] Derive(string key) => HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key), 32, info: Purpose);

    /// <summary>Created by Data Protection, by the type's name that is stored beside each sealed key.</summary>
    internal sealed class Decryptor(IServiceProvider services) : IXmlDecryptor
    {
        public XElement Decrypt(XElement encryptedElement) => services.GetRequiredService<SealedXml>().Open(encryptedElement);
    }
}
