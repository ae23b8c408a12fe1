using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace HelpdeskMail.Sandbox.SignIn.Tokens;

/// <summary>Random values that only their holder knows; the database keeps hashes.</summary>
public static class OpaqueToken
{
    public static string New(string prefix) => $"{prefix}{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(48))}";

    public static byte[] Hash(string value) => SHA256.HashData(Encoding.UTF8.GetBytes(value));
}
