using System.Globalization;

namespace HelpdeskMail.Sandbox.Imap;

/// <summary>A set of message numbers or UIDs such as <c>1,3:5,7:*</c> (RFC 9051 section 9, sequence-set).</summary>
public sealed class SequenceSet
{
    private readonly IReadOnlyList<(long From, long To)> ranges;

    private SequenceSet(IReadOnlyList<(long, long)> ranges) => this.ranges = ranges;

    public static SequenceSet Parse(string text) => new([.. text.Split(',').Select(Range)]);

    /// <summary>Whether the set names this message.</summary>
    /// <param name="number">Number or UID.</param>
    /// <param name="highest">What <c>*</c> means. <c>7:*</c> holds the highest even when that is below 7.</param>
    public bool Contains(long number, long highest) =>
        ranges.Any(range =>
        {
            var from = range.From == long.MaxValue ? highest : range.From;
            var to = range.To == long.MaxValue ? highest : range.To;
            return number >= Math.Min(from, to) && number <= Math.Max(from, to);
        });

    private static (long, long) Range(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (Bound(text), Bound(text)) : (Bound(text[..colon]), Bound(text[(colon + 1)..]));
    }

    private static long Bound(string text) =>
        text == "*" ? long.MaxValue
        : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new ImapSyntaxException($"'{text}' is no message number");
}
