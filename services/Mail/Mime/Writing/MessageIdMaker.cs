using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HelpdeskMail.Mail.Mime;

/// <summary>Makes Message-IDs (RFC 5322 section 3.6.4) that stay the same when the same thing is sent again.</summary>
public static class MessageIdMaker
{
    /// <summary>An id without brackets: a digest of <paramref name="key"/> at <paramref name="domain"/>.</summary>
    /// <param name="domain">Domain of the sending mailbox; one beyond ASCII is written as punycode, one that is no domain becomes «localhost».</param>
    /// <param name="key">What is sent, such as the reply's own id. The key cannot be read out of the result.</param>
    public static string Stable(string domain, string key)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        return $"{Convert.ToHexStringLower(digest.AsSpan(0, 16))}@{HostName(domain)}";
    }

    private static string HostName(string domain)
    {
        try
        {
            var ascii = new IdnMapping().GetAscii(domain.Trim());
            return Uri.CheckHostName(ascii) == UriHostNameType.Dns ? ascii.ToLowerInvariant() : "localhost";
        }
        catch (ArgumentException)
        {
            return "localhost";
        }
    }
}
