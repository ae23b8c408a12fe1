using System.Security.Cryptography;
using System.Text;

namespace HelpdeskMail.Helpdesk.Threading;

/// <summary>Message-IDs as they are kept and compared: case counts (RFC 5322 section 3.6.4), and monsters are kept by their digest.</summary>
internal static class MessageIdKey
{
    /// <summary>RFC 5322 allows a line of 998 characters; an index entry of PostgreSQL has room for less than that in UTF-8.</summary>
    private const int Longest = 500;

    /// <summary>The most ids of one mail that are looked at: the first, which is the root of the thread, and the newest.</summary>
    private const int Most = 1000;

    /// <summary>An id without brackets, as it is kept.</summary>
    public static string Of(string id) =>
        id.Length <= Longest ? DatabaseText.Clean(id) : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))}";

    /// <summary>The same for null.</summary>
    public static string? OfNullable(string? id) => string.IsNullOrWhiteSpace(id) ? null : Of(id);

    /// <summary>Several ids without doubles, in their order; of very many the first and the last.</summary>
    public static IReadOnlyList<string> OfAll(IReadOnlyList<string> ids)
    {
        var kept = ids.Count <= Most ? ids : [ids[0], .. ids.Skip(ids.Count - Most + 1)];
        return [.. kept.Where(id => !string.IsNullOrWhiteSpace(id)).Select(Of).Distinct(StringComparer.Ordinal)];
    }
}
