using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.Taking;

/// <summary>A list of keys as one value.</summary>
internal static class KeyList
{
    /// <summary>The value of no list: what is listed next is looked through, whatever it is.</summary>
    public static MessageKey Unknown { get; } = new("listed:");

    /// <summary>The same for the same keys of the same sizes, in whatever order a server lists them.</summary>
    public static MessageKey Fingerprint(IReadOnlyList<MessageKey> keys, Func<MessageKey, long?> sizeOf)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var key in keys.Select(key => string.Create(CultureInfo.InvariantCulture, $"{key.Value}\0{sizeOf(key)}")).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(key));
            hash.AppendData([0]);
        }

        return new MessageKey($"listed:{Convert.ToHexStringLower(hash.GetHashAndReset())}");
    }
}
