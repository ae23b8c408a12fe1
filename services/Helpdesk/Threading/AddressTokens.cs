using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using HelpdeskMail.ServiceDefaults.Encryption;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Helpdesk.Threading;

/// <summary>
/// Reply addresses that name their ticket, <c>support+t4711.k3v…@contoso.example</c> (subaddressing, RFC 5233). The last part is a keyed hash of the number:
/// who has not received such an address cannot make one for another ticket. It is written in the letters of base32, since some programs change the case of addresses.
/// </summary>
public sealed partial class AddressTokens
{
    /// <summary>RFC 5321 section 4.5.3.1.1.</summary>
    private const int LongestLocalPart = 64;

    /// <summary>80 bits: enough that guessing by mail is hopeless, short enough for a local part.</summary>
    private const int DigestLength = 10;

    private const string Letters = "abcdefghijklmnopqrstuvwxyz234567";

    private readonly IReadOnlyList<byte[]> keys;

    /// <summary>Derives its keys from the settings; addresses made with an older key stay good as long as that key is named.</summary>
    public AddressTokens(IOptions<EncryptionSettings> settings) =>
        keys = [.. settings.Value.OlderKeys.Prepend(settings.Value.Key).Select(key => HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key), 32, info: "helpdesk reply addresses"u8.ToArray()))];

    /// <summary>The address at which answers to a ticket arrive; null where the mailbox's own name leaves no room for the token.</summary>
    /// <param name="mailbox">Address of the system email.</param>
    /// <param name="ticket">The ticket.</param>
    public string? AddressOf(string mailbox, long ticket)
    {
        var at = mailbox.LastIndexOf('@');
        var local = string.Create(CultureInfo.InvariantCulture, $"{mailbox[..Math.Max(at, 0)]}+t{ticket}.{Digest(keys[0], ticket)}");
        return at <= 0 || local.Length > LongestLocalPart ? null : local + mailbox[at..];
    }

    /// <summary>The ticket that an address names; null when it names none or its hash is not ours.</summary>
    public long? TicketIn(string address)
    {
        var match = Token().Match(address);
        if (!match.Success || !long.TryParse(match.Groups["ticket"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var ticket))
        {
            return null;
        }

        var given = Encoding.ASCII.GetBytes(match.Groups["digest"].Value.ToLowerInvariant());
        return keys.Any(key => CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(Digest(key, ticket)))) ? ticket : null;
    }

    /// <summary>An address without such a token, good or not; any other address as it is.</summary>
    public static string Without(string address) => address.Contains("+t", StringComparison.OrdinalIgnoreCase) ? Token().Replace(address, "") : address;

    private static string Digest(byte[] key, long ticket)
    {
        var hash = HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"ticket {ticket}")));
        var text = new StringBuilder(DigestLength * 8 / 5);
        for (var bit = 0; bit < DigestLength * 8; bit += 5)
        {
            var pair = (hash[bit / 8] << 8) | hash[(bit / 8) + 1];
            text.Append(Letters[(pair >> (11 - (bit % 8))) & 31]);
        }

        return text.ToString();
    }

    [GeneratedRegex(@"\+t(?<ticket>[0-9]{1,15})\.(?<digest>[a-z2-7]{16})(?=@[^@]*$)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Token();
}
