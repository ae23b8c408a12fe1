using System.Globalization;
using System.Text;

namespace HelpdeskMail.Mail.Imap;

/// <summary>Sets of UIDs as IMAP writes them: <c>1:3,7</c>.</summary>
internal static class UidSet
{
    // Exchange takes command lines of 10,240 bytes, others of 8,192 (RFC 7162 section 4).
    private const int MaxLength = 4000;

    /// <summary>Writes UIDs in as many sets as it takes to keep command lines short; each with the number of UIDs it stands for.</summary>
    public static IEnumerable<(string Set, int Count)> Write(IReadOnlyList<uint> ascending, int maxCount = int.MaxValue)
    {
        var set = new StringBuilder();
        var count = 0;
        var at = 0;
        while (at < ascending.Count)
        {
            var last = at;
            while (last + 1 < ascending.Count && ascending[last + 1] == ascending[last] + 1 && count + last - at + 1 < maxCount)
            {
                last++;
            }

            set.Append(set.Length > 0 ? "," : "").Append(CultureInfo.InvariantCulture, $"{ascending[at]}");
            if (last > at)
            {
                set.Append(CultureInfo.InvariantCulture, $":{ascending[last]}");
            }

            count += last - at + 1;
            at = last + 1;
            if (set.Length > MaxLength || count >= maxCount || at == ascending.Count)
            {
                yield return (set.ToString(), count);
                set.Clear();
                count = 0;
            }
        }
    }

    /// <summary>
    /// Reads a set into single numbers. A range may come back to front (RFC 9051 section 9, seq-range). At most <paramref name="limit"/> numbers: a server can write a range of four thousand million in twelve bytes.
    /// </summary>
    /// <exception cref="ImapSyntaxException">It is no set, or names too many.</exception>
    public static void Read(ReadOnlySpan<byte> set, List<uint> into, int limit)
    {
        while (!set.IsEmpty)
        {
            var comma = set.IndexOf((byte)',');
            var part = comma < 0 ? set : set[..comma];
            set = comma < 0 ? [] : set[(comma + 1)..];
            var colon = part.IndexOf((byte)':');
            var first = Number(colon < 0 ? part : part[..colon]);
            var last = colon < 0 ? first : Number(part[(colon + 1)..]);
            if (last < first)
            {
                (first, last) = (last, first);
            }

            if ((long)last - first + 1 > limit - into.Count)
            {
                throw new ImapSyntaxException($"a set of more than {limit:N0} messages");
            }

            for (var uid = (ulong)first; uid <= last; uid++)
            {
                into.Add((uint)uid);
            }
        }
    }

    /// <summary>Reads a set as ranges, each from its lower number to its higher one.</summary>
    /// <exception cref="ImapSyntaxException">It is no set.</exception>
    public static void ReadRanges(ReadOnlySpan<byte> set, List<(uint First, uint Last)> into)
    {
        while (!set.IsEmpty)
        {
            var comma = set.IndexOf((byte)',');
            var part = comma < 0 ? set : set[..comma];
            set = comma < 0 ? [] : set[(comma + 1)..];
            var colon = part.IndexOf((byte)':');
            var first = Number(colon < 0 ? part : part[..colon]);
            var last = colon < 0 ? first : Number(part[(colon + 1)..]);
            into.Add((Math.Min(first, last), Math.Max(first, last)));
        }
    }

    /// <summary>How many messages a set names.</summary>
    /// <exception cref="ImapSyntaxException">It is no set.</exception>
    public static long Count(ReadOnlySpan<byte> set)
    {
        var count = 0L;
        while (!set.IsEmpty)
        {
            var comma = set.IndexOf((byte)',');
            var part = comma < 0 ? set : set[..comma];
            set = comma < 0 ? [] : set[(comma + 1)..];
            var colon = part.IndexOf((byte)':');
            count += colon < 0 ? 1 : Math.Abs((long)Number(part[(colon + 1)..]) - Number(part[..colon])) + 1;
        }

        return count;
    }

    private static uint Number(ReadOnlySpan<byte> digits) =>
        uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new ImapSyntaxException("a message set that is none");
}
