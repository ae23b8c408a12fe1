using System.Text;

namespace HelpdeskMail.Sandbox.SignIn.Mail;

/// <summary>The SASL client messages the mail servers take.</summary>
public static class SaslMessage
{
    /// <summary><c>user=ADDRESS^Aauth=Bearer TOKEN^A^A</c> in base64; null where it is anything else.</summary>
    public static (string User, string Token)? ReadXOAuth2(string base64)
    {
        if (Decode(base64) is not { } text)
        {
            return null;
        }

        string? user = null;
        string? token = null;
        foreach (var part in text.Split('\x01', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.StartsWith("user=", StringComparison.OrdinalIgnoreCase))
            {
                user = part["user=".Length..].Trim();
            }
            else if (part.StartsWith("auth=Bearer ", StringComparison.OrdinalIgnoreCase))
            {
                token = part["auth=Bearer ".Length..].Trim();
            }
        }

        return user is { Length: > 0 } && token is { Length: > 0 } ? (user, token) : null;
    }

    /// <summary>OAUTHBEARER (RFC 7628 section 3.1): <c>n,a=ADDRESS,^Ahost=…^Aport=…^Aauth=Bearer TOKEN^A^A</c> in base64.</summary>
    public static (string User, string Token)? ReadOAuthBearer(string base64)
    {
        var parts = Decode(base64)?.Split('\x01') ?? [];
        var user = parts.Length > 1 ? parts[0].Split(',').FirstOrDefault(part => part.StartsWith("a=", StringComparison.Ordinal))?["a=".Length..] : null;
        var token = parts.FirstOrDefault(part => part.StartsWith("auth=Bearer ", StringComparison.OrdinalIgnoreCase))?["auth=Bearer ".Length..].Trim();
        return user is { Length: > 0 } && token is { Length: > 0 } ? (user.Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal), token) : null;
    }

    /// <summary>PLAIN (RFC 4616): authorization identity, user and password parted by NUL, in base64.</summary>
    public static (string User, string Password)? ReadPlain(string base64) =>
        Decode(base64)?.Split('\0') is [_, { Length: > 0 } user, var password] ? (user, password) : null;

    /// <summary>Text in base64 (LOGIN sends user and password so); null where it is not base64.</summary>
    public static string? Decode(string base64)
    {
        var buffer = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, buffer, out var length) ? Encoding.UTF8.GetString(buffer, 0, length) : null;
    }
}
