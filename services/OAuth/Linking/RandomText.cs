using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace HelpdeskMail.OAuth.Linking;

/// <summary>Values that nobody can guess: 256 bits, written for addresses and cookies; what is stored of them is a hash.</summary>
internal static class RandomText
{
    public static string Next() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string value) => SHA256.HashData(Encoding.UTF8.GetBytes(value));

    /// <summary>Compares without telling by its time where the difference is.</summary>
    public static bool Matches(string? value, byte[]? hash) => value is not null && hash is not null && CryptographicOperations.FixedTimeEquals(Hash(value), hash);
}
