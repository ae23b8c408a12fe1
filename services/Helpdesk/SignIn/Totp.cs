using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>Codes of authenticator apps: time-based one-time passwords (RFC 6238) of six digits, by SHA-1 and steps of 30 seconds, which is what every app knows.</summary>
public static class Totp
{
    /// <summary>Bytes of a secret, as many as SHA-1 gives (RFC 4226 section 4).</summary>
    public const int SecretLength = 20;

    private const int StepSeconds = 30;
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The code of a step.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "RFC 6238's default, the only one that every app knows; HMAC does not rest on collisions.")]
    public static string Code(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[20];
        HMACSHA1.HashData(secret, counter, hash);
        var offset = hash[19] & 0xF;
        var number = (BinaryPrimitives.ReadUInt32BigEndian(hash[offset..]) & 0x7FFFFFFF) % 1_000_000;
        return number.ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step of a moment.</summary>
    public static long StepOf(DateTimeOffset at) => at.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The step whose code this is: the present one, the one before or the one after, since clocks differ; null for a wrong code or one of a step already used.</summary>
    public static long? Match(ReadOnlySpan<byte> secret, string typed, DateTimeOffset now, long lastUsed)
    {
        var code = Encoding.ASCII.GetBytes(string.Concat(typed.Where(char.IsAsciiDigit)));
        long? found = null;
        var present = StepOf(now);
        for (var step = present - 1; step <= present + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Code(secret, step)), code) && step > lastUsed)
            {
                found = step;
            }
        }

        return found;
    }

    /// <summary>A secret in letters (RFC 4648 base 32), as apps take it when it is typed.</summary>
    public static string Written(ReadOnlySpan<byte> secret)
    {
        var letters = new StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var one in secret)
        {
            buffer = (buffer << 8) | one;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                letters.Append(Letters[(buffer >> bits) & 31]);
            }
        }

        return bits > 0 ? letters.Append(Letters[(buffer << (5 - bits)) & 31]).ToString() : letters.ToString();
    }

    /// <summary>The address that apps take from a link or a picture of it.</summary>
    public static string Address(ReadOnlySpan<byte> secret, string email) =>
        $"otpauth://totp/HelpdeskMail:{Uri.EscapeDataString(email)}?secret={Written(secret)}&issuer=HelpdeskMail&digits=6&period={StepSeconds}";
}
