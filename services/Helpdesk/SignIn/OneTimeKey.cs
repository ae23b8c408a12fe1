using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>Random keys for links and programs: shown once, kept as their digest. 256 random bits need no slow hash.</summary>
internal static class OneTimeKey
{
    /// <summary>A fresh key of 43 characters that can stand in an address.</summary>
    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is kept of a key.</summary>
    public static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
