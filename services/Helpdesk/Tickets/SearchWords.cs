using System.Text;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>
/// Words as the search compares them: runs of letters and digits in lower case. Addresses fall apart at their dots, so that a search finds them by any part;
/// what is stored and what is asked for go through the same hands.
/// </summary>
internal static class SearchWords
{
    private const int MostWords = 12;

    /// <summary>A text as words with single blanks between.</summary>
    public static string Of(string text)
    {
        var words = new StringBuilder(text.Length);
        foreach (var rune in DatabaseText.Clean(text).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                words.Append(Rune.ToLowerInvariant(rune).ToString());
            }
            else if (words.Length > 0 && words[^1] != ' ')
            {
                words.Append(' ');
            }
        }

        return words.ToString().TrimEnd();
    }

    /// <summary>What was typed as a query of PostgreSQL: every word has to occur, the last may be begun; null when there is no word in it.</summary>
    public static string? Query(string typed)
    {
        var words = Of(typed).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MostWords).ToList();
        return words.Count == 0 ? null : string.Join(" & ", words.Select(word => $"'{word}':*"));
    }
}
