using System.Collections.Frozen;
using System.Globalization;

namespace HelpdeskMail.Mail.Imap;

/// <summary>What a server says it can do.</summary>
internal sealed class ImapCapabilities(IEnumerable<string> words)
{
    private readonly FrozenSet<string> words = words.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static ImapCapabilities Read(string list) => new(list.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    public bool Has(string name) => words.Contains(name);

    public IReadOnlyCollection<string> Mechanisms => [.. words.Where(word => word.StartsWith("AUTH=", StringComparison.OrdinalIgnoreCase)).Select(word => word[5..].ToUpperInvariant())];

    /// <summary>Largest message that may be appended (RFC 7889); null when not told.</summary>
    public long? AppendLimit => words.FirstOrDefault(word => word.StartsWith("APPENDLIMIT=", StringComparison.OrdinalIgnoreCase)) is { } word
        && long.TryParse(word.AsSpan(12), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;

    /// <summary>Literals of this size may follow at once, without waiting for the server's word (RFC 7888).</summary>
    public bool TakesAtOnce(long size) => Has("LITERAL+") || ((Has("LITERAL-") || Has("IMAP4rev2")) && size <= 4096);
}
