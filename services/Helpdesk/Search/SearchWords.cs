using System.Text;

namespace HelpdeskMail.Helpdesk.Search;

/// <summary>
/// Words as the search compares them: runs of letters and digits in lower case, without the marks on Latin, Greek and Cyrillic letters. Addresses fall apart at
/// their dots, so that a search finds them by any part; scripts without blanks fall into their characters,
/// or clusters of them (see <see cref="UnspacedScript"/>), so that any run of them is found as a phrase.
/// What is stored and what is asked for go through the same hands.
/// </summary>
internal static class SearchWords
{
    private const int FirstMarked = 0xC0;
    private const int LastMarked = 0x1FFF;

    /// <summary>What each letter of the Latin, Greek and Cyrillic scripts is without its marks.</summary>
    private static readonly char[] Folded = FoldAll();

    /// <summary>A text as words with single blanks between.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="fold">Whether marks on letters are taken off; stemming needs them.</param>
    public static string Of(string text, bool fold = true)
    {
        var words = new StringBuilder(text.Length);
        Rune? before = null;
        foreach (var rune in DatabaseText.Clean(text).EnumerateRunes())
        {
            if (rune.IsAscii && before is null)
            {
                if (char.IsAsciiLetterOrDigit((char)rune.Value))
                {
                    words.Append(char.ToLowerInvariant((char)rune.Value));
                }
                else
                {
                    Blank(words);
                }

                continue;
            }

            if (UnspacedScript.Has(rune))
            {
                if (!UnspacedScript.GoesOn(before, rune))
                {
                    Blank(words);
                }

                Append(words, rune);
                before = rune;
                continue;
            }

            if (before is not null)
            {
                Blank(words);
                before = null;
            }

            if (Rune.IsLetterOrDigit(rune))
            {
                Append(words, Rune.ToLowerInvariant(fold ? Fold(rune) : rune));
            }
            else if (Rune.GetUnicodeCategory(rune) != System.Globalization.UnicodeCategory.NonSpacingMark)
            {
                Blank(words);
            }
        }

        return words.ToString().TrimEnd();
    }

    /// <summary>The words of a text.</summary>
    public static string[] Split(string text) => Of(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The letter without its marks.</summary>
    private static Rune Fold(Rune rune) => rune.Value is >= FirstMarked and <= LastMarked ? new Rune(Folded[rune.Value - FirstMarked]) : rune;

    private static char[] FoldAll() => [.. Enumerable.Range(FirstMarked, LastMarked - FirstMarked + 1).Select(value => value is <= 0x24F or (>= 0x370 and <= 0x52F) or >= 0x1E00
        ? ((char)value).ToString().Normalize(NormalizationForm.FormD)[0]
        : (char)value)];

    private static void Append(StringBuilder words, Rune rune)
    {
        if (rune.IsBmp)
        {
            words.Append((char)rune.Value);
        }
        else
        {
            words.Append(rune.ToString());
        }
    }

    private static void Blank(StringBuilder words)
    {
        if (words.Length > 0 && words[^1] != ' ')
        {
            words.Append(' ');
        }
    }
}
