using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HelpdeskMail.Mail.Sasl;

/// <summary>
/// SCRAM (RFC 5802, 7677) with or without channel binding: the password is not shown, and the server has to prove that it knows it too. With TLS at hand but no -PLUS
/// offered the client says so, and a server that did offer it knows that somebody has cut its list short.
/// </summary>
internal sealed class ScramMechanism : ISaslMechanism
{
    // A server may make the client work; ten times today's usual count is enough for it to ask for.
    private const int MaxIterations = 1_000_000;

    private readonly HashAlgorithmName hash;
    private readonly string userName;
    private readonly string password;
    private readonly string nonce;
    private readonly byte[] binding;
    private readonly string header;
    private byte[]? serverSignature;
    private int step;

    /// <summary>Prepares one attempt.</summary>
    /// <param name="hash">SHA-1 or SHA-256.</param>
    /// <param name="userName">User name.</param>
    /// <param name="password">Password.</param>
    /// <param name="channel">What can be told of the TLS channel; null without TLS.</param>
    /// <param name="plus">Whether the -PLUS form is used, which needs <paramref name="channel"/>.</param>
    /// <param name="nonce">The client's random text; null for a fresh one.</param>
    public ScramMechanism(HashAlgorithmName hash, string userName, string password, ChannelBinding? channel, bool plus, string? nonce = null)
    {
        this.hash = hash;
        this.userName = userName;
        this.password = password;
        this.nonce = nonce ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));
        header = plus ? $"p={channel!.Type},," : channel is null ? "n,," : "y,,";
        binding = plus ? channel!.Data : [];
        Name = $"SCRAM-{(hash == HashAlgorithmName.SHA1 ? "SHA-1" : "SHA-256")}{(plus ? "-PLUS" : "")}";
    }

    public string Name { get; }

    public bool IsServerProven { get; private set; }

    public string? ServerError { get; private set; }

    private string ClientFirst => $"n={Prepare(userName).Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal)},r={nonce}";

    public byte[] InitialResponse()
    {
        step = 1;
        return Encoding.UTF8.GetBytes(header + ClientFirst);
    }

    public byte[] Answer(ReadOnlySpan<byte> challenge) => step switch
    {
        1 => Prove(Encoding.UTF8.GetString(challenge)),
        2 => Verify(Encoding.UTF8.GetString(challenge)),
        _ => throw new SaslException("SCRAM has ended already"),
    };

    private byte[] Prove(string serverFirst)
    {
        step = 2;
        var fields = Fields(serverFirst);
        var combined = fields.GetValueOrDefault('r') ?? "";
        if (fields.ContainsKey('m') || !combined.StartsWith(nonce, StringComparison.Ordinal) || combined.Length == nonce.Length)
        {
            throw new SaslException("the SCRAM challenge is not an answer to what was asked");
        }

        if (!int.TryParse(fields.GetValueOrDefault('i'), NumberStyles.None, CultureInfo.InvariantCulture, out var iterations) || iterations is < 1 or > MaxIterations)
        {
            throw new SaslException("the SCRAM challenge asks for an unreasonable number of iterations");
        }

        var final = $"c={Convert.ToBase64String([.. Encoding.ASCII.GetBytes(header), .. binding])},r={combined}";
        var message = Encoding.UTF8.GetBytes($"{ClientFirst},{serverFirst},{final}");
        var length = hash == HashAlgorithmName.SHA1 ? SHA1.HashSizeInBytes : SHA256.HashSizeInBytes;
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(Prepare(password)), Decode(fields.GetValueOrDefault('s')), iterations, hash, length);
        var clientKey = Hmac(salted, "Client Key"u8);
        var proof = Hmac(CryptographicOperations.HashData(hash, clientKey), message);
        for (var at = 0; at < proof.Length; at++)
        {
            proof[at] ^= clientKey[at];
        }

        serverSignature = Hmac(Hmac(salted, "Server Key"u8), message);
        return Encoding.UTF8.GetBytes($"{final},p={Convert.ToBase64String(proof)}");
    }

    private byte[] Verify(string serverFinal)
    {
        step = 3;
        var fields = Fields(serverFinal);
        if (fields.TryGetValue('e', out var error))
        {
            ServerError = error;
            return [];
        }

        IsServerProven = CryptographicOperations.FixedTimeEquals(Decode(fields.GetValueOrDefault('v')), serverSignature);
        return IsServerProven ? [] : throw new SaslException("the server does not know the password: it may not be the server it says it is");
    }

    private byte[] Hmac(byte[] key, ReadOnlySpan<byte> data) => CryptographicOperations.HmacData(hash, key, data);

    private static Dictionary<char, string> Fields(string message)
    {
        var fields = new Dictionary<char, string>();
        foreach (var field in message.Split(','))
        {
            if (field.Length >= 2 && field[1] == '=')
            {
                fields.TryAdd(field[0], field[2..]);
            }
        }

        return fields;
    }

    private static byte[] Decode(string? base64)
    {
        try
        {
            return Convert.FromBase64String(base64 ?? throw new SaslException("a field of the SCRAM challenge is missing"));
        }
        catch (FormatException)
        {
            throw new SaslException("a field of the SCRAM challenge is not base64");
        }
    }

    // SASLprep (RFC 4013) as far as it changes anything people type: compatibility composition, odd spaces, soft hyphens.
    [SuppressMessage("Globalization", "CA1307:Specify StringComparison for clarity", Justification = "Single characters.")]
    private static string Prepare(string text)
    {
        if (System.Text.Ascii.IsValid(text))
        {
            return text;
        }

        var mapped = text.Replace("\u00AD", "", StringComparison.Ordinal).Replace('\u00A0', ' ').Replace('\u3000', ' ');
        return mapped.Normalize(NormalizationForm.FormKC);
    }
}
