using System.Text;

namespace HelpdeskMail.Fetch.Observing;

/// <summary>
/// Words of a server as the database can keep them: it takes neither NUL nor half a surrogate pair, and a server may send the one, and cutting a line makes the other. Refused by the database, such
/// a word would stop the mailbox it is about.
/// </summary>
internal static class StorableText
{
    /// <summary>The words, cut after <paramref name="longest"/> characters and marked so.</summary>
    public static string Of(string words, int longest = 4000)
    {
        var cut = words.Length > longest ? string.Concat(words.AsSpan(0, longest), "…") : words;
        return IsStorable(cut) ? cut : Cleaned(cut);
    }

    private static bool IsStorable(string words) => !words.Contains('\0', StringComparison.Ordinal) && !words.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF');

    private static string Cleaned(string words)
    {
        var clean = new StringBuilder(words.Length);
        foreach (var rune in words.EnumerateRunes())
        {
            // Half a pair comes as U+FFFD.
            clean.Append(rune.Value == 0 ? " " : rune.ToString());
        }

        return clean.ToString();
    }
}
