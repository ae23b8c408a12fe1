using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>
/// Seals what must not be readable in the database. Each value is bound to its use and its row, so that a sealed value copied into another row or column does not open.
/// </summary>
public sealed class SecretSeal(IDataProtectionProvider protection)
{
    /// <summary>Seals a text.</summary>
    public byte[] Seal(SealedUse use, Guid row, string secret) => Seal(use, row, Encoding.UTF8.GetBytes(secret));

    /// <summary>Seals bytes.</summary>
    public byte[] Seal(SealedUse use, Guid row, byte[] secret) => Protector(use, row).Protect(secret);

    /// <summary>Opens a sealed text.</summary>
    /// <exception cref="CryptographicException">It was sealed for another row or use, or the key ring has lost its key: an operator restores the key.</exception>
    public string OpenText(SealedUse use, Guid row, byte[] value) => Encoding.UTF8.GetString(Open(use, row, value));

    /// <summary>Opens a sealed text; null where <see cref="OpenText"/> throws.</summary>
    public string? TryOpenText(SealedUse use, Guid row, byte[] value)
    {
        try
        {
            return OpenText(use, row, value);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Opens sealed bytes.</summary>
    /// <exception cref="CryptographicException">As for <see cref="OpenText"/>.</exception>
    public byte[] Open(SealedUse use, Guid row, byte[] value) => Protector(use, row).Unprotect(value);

    private IDataProtector Protector(SealedUse use, Guid row) => protection.CreateProtector("HelpdeskMail.OAuth", use.ToString(), row.ToString("N"));
}
