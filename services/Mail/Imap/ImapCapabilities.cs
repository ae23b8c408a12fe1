using System.Collections.Frozen;
using System.Globalization;

namespace HelpdeskMail.Mail.Imap;

/// <summary>What a server says it can do.</summary>
internal sealed class ImapCapabilities
{
    // RFC 9051 appendix E: what was an extension before is part of the second revision, and a server need not name it any more.
    private static readonly string[] PartsOfSecondRevision = ["NAMESPACE", "UNSELECT", "UIDPLUS", "ESEARCH", "SEARCHRES", "ENABLE", "IDLE", "SASL-IR", "LIST-EXTENDED", "LIST-STATUS", "MOVE", "LITERAL-"];

    private readonly FrozenSet<string> words;

    public ImapCapabilities(IReadOnlyCollection<string> words)
    {
        var isSecondRevision = words.Contains("IMAP4rev2", StringComparer.OrdinalIgnoreCase);
        this.words = (isSecondRevision ? words.Concat(PartsOfSecondRevision) : words).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    public static ImapCapabilities Read(string list) => new(list.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    public bool Has(string name) => words.Contains(name);

    public IReadOnlyCollection<string> Mechanisms => [.. words.Where(word => word.StartsWith("AUTH=", StringComparison.OrdinalIgnoreCase)).Select(word => word[5..].ToUpperInvariant())];

    /// <summary>Mailbox names and headers may go as UTF-8 once that is agreed (RFC 9755); a server with UTF8=ONLY wants it agreed.</summary>
    public bool TakesUtf8 => Has("UTF8=ACCEPT") || Has("UTF8=ONLY") || Has("UTF8=ALL");

    /// <summary>Largest message that may be appended (RFC 7889); null when not told.</summary>
    public long? AppendLimit => words.FirstOrDefault(word => word.StartsWith("APPENDLIMIT=", StringComparison.OrdinalIgnoreCase)) is { } word
        && long.TryParse(word.AsSpan(12), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;

    /// <summary>Literals of this size may follow at once, without waiting for the server's word (RFC 7888).</summary>
    public bool TakesAtOnce(long size) => Has("LITERAL+") || (Has("LITERAL-") && size <= 4096);
}
