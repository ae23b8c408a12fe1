using System.Globalization;
using System.Text;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Mail.Imap;

/// <summary>UID SEARCH, as one compact answer where the server can (ESEARCH, RFC 4731).</summary>
internal static class ImapSearch
{
    // As many as fit the largest answer; a server that names more is not to be believed.
    private const int MaxResults = 4_000_000;

    /// <summary>UIDs that fit, ascending, each once.</summary>
    /// <param name="session">A session with a folder open.</param>
    /// <param name="keys">Search keys.</param>
    /// <param name="simpler">Search keys that find more, for a server that does not understand the first; null for none.</param>
    /// <param name="cancellationToken">Stops waiting and gives the connection up.</param>
    public static async ValueTask<List<uint>> RunAsync(ImapSession session, Action<ImapCommand> keys, CancellationToken cancellationToken, Action<ImapCommand>? simpler = null)
    {
        var uids = new List<uint>();
        var compact = (await session.CapabilitiesAsync(cancellationToken)).Has("ESEARCH");
        var status = await AskAsync(compact, keys);
        if (compact && session.IsNotUnderstood(status))
        {
            // Listed and not understood (proxies in front of older servers).
            status = await AskAsync(compact: false, keys);
        }

        if (simpler is not null && session.IsNotUnderstood(status))
        {
            status = await AskAsync(compact: false, simpler);
        }

        if (status.Condition is not ImapCondition.Ok)
        {
            throw session.Refused(status);
        }

        uids.Sort();
        return uids.Count > 1 ? Distinct(uids) : uids;

        ValueTask<ImapStatus> AskAsync(bool compact, Action<ImapCommand> what)
        {
            uids.Clear();
            var command = new ImapCommand("UID SEARCH");
            if (compact)
            {
                command.Add("RETURN (ALL)");
            }

            what(command);
            return session.RunAsync(command, Take, cancellationToken);
        }

        void Take(ImapLine line)
        {
            if (line.Is("SEARCH"u8))
            {
                ReadSearch(line.Rest.Span, uids);
            }
            else if (line.Is("ESEARCH"u8))
            {
                ReadESearch(line.Rest.Span, uids);
            }
        }
    }

    /// <summary>Adds the search keys for a filter; <paramref name="after"/> is its place in this folder, 0 for none.</summary>
    public static void AddKeys(ImapCommand command, MessageFilter filter, uint after)
    {
        if (after > 0)
        {
            command.Add(string.Create(CultureInfo.InvariantCulture, $"UID {after + 1}:*"));
        }

        if (filter.Unread)
        {
            command.Add("UNSEEN");
        }

        if (filter.Since is { } since)
        {
            command.Add($"SINCE {since.ToString("d-MMM-yyyy", CultureInfo.InvariantCulture)}");
        }

        if (after == 0 && !filter.Unread && filter.Since is null)
        {
            command.Add("ALL");
        }
    }

    // «1 2 3», perhaps with «(MODSEQ 12345678)» behind.
    public static void ReadSearch(ReadOnlySpan<byte> rest, List<uint> uids)
    {
        var scanner = new ImapScanner(rest);
        for (scanner.SkipSpaces(); !scanner.AtEnd && scanner.Next != '('; scanner.SkipSpaces())
        {
            if (uids.Count >= MaxResults)
            {
                throw new ImapSyntaxException($"more than {MaxResults:N0} messages");
            }

            uids.Add(checked((uint)Math.Min(scanner.Number(), uint.MaxValue)));
        }
    }

    // «(TAG "A1") UID COUNT 3 ALL 1:3»: pairs of a name and a value; without ALL nothing was found.
    public static void ReadESearch(ReadOnlySpan<byte> rest, List<uint> uids)
    {
        var scanner = new ImapScanner(rest);
        scanner.SkipSpaces();
        if (scanner.Next == '(')
        {
            scanner.SkipValue();
            scanner.SkipSpaces();
        }

        while (!scanner.AtEnd)
        {
            var name = scanner.Atom();
            scanner.SkipSpaces();
            if (Ascii.EqualsIgnoreCase(name, "UID"u8))
            {
                continue;
            }

            if (Ascii.EqualsIgnoreCase(name, "ALL"u8))
            {
                UidSet.Read(scanner.Atom(), uids, MaxResults);
            }
            else
            {
                scanner.SkipValue();
            }

            scanner.SkipSpaces();
        }
    }

    private static List<uint> Distinct(List<uint> sorted)
    {
        var kept = 1;
        for (var at = 1; at < sorted.Count; at++)
        {
            if (sorted[at] != sorted[kept - 1])
            {
                sorted[kept++] = sorted[at];
            }
        }

        sorted.RemoveRange(kept, sorted.Count - kept);
        return sorted;
    }
}
