using System.Text;

namespace HelpdeskMail.Helpdesk.Search;

/// <summary>Cuts the words around what was searched for out of a text and marks it there.</summary>
internal static class Highlight
{
    private const int Before = 40;
    private const int Length = 180;
    private const int MostMarks = 12;

    /// <summary>Most hits are near the beginning, and a page has many lines.</summary>
    private const int FewestRead = 2_000;

    /// <summary>A line of it with the hits marked; null when no word of the search is in it.</summary>
    /// <param name="text">The text as it is shown.</param>
    /// <param name="terms">What was searched for.</param>
    public static IReadOnlyList<HighlightPart>? In(string text, IReadOnlyList<SearchTerm> terms)
    {
        var wanted = terms.Where(term => !term.Excluded).ToArray();
        if (wanted.Length == 0 || (First(text[..Math.Min(text.Length, FewestRead)], wanted) ?? First(text, wanted)) is not { } first)
        {
            return null;
        }

        var start = Math.Max(0, first.Index - Before);
        start = start == 0 ? 0 : text.IndexOf(' ', start) is var blank && blank >= 0 && blank < first.Index ? blank + 1 : start;
        start -= start > 0 && char.IsLowSurrogate(text[start]) ? 1 : 0;
        var line = DatabaseText.OneLine(text[start..Math.Min(text.Length, start + (2 * Length))], Length);
        var parts = new List<HighlightPart>();
        var at = 0;
        foreach (var hit in Hits(line, wanted).Take(MostMarks))
        {
            Add(parts, line[at..hit.Index], isHit: false);
            Add(parts, line[hit.Index..hit.End], isHit: true);
            at = hit.End;
        }

        Add(parts, line[at..], isHit: false);
        return parts;
    }

    private static Place? First(string text, SearchTerm[] wanted) => Hits(text, wanted) is [var first, ..] ? first : null;

    // Words that have to follow each other are marked where they do; those of a script without blanks as one.
    private static List<Place> Hits(string text, SearchTerm[] wanted)
    {
        var places = Places(text);
        var isHit = new bool[places.Count];
        for (var i = 0; i < places.Count; i++)
        {
            foreach (var term in wanted)
            {
                if (i + term.Words.Count <= places.Count && IsAt(places, i, term))
                {
                    Array.Fill(isHit, true, i, term.Words.Count);
                }
            }
        }

        var hits = new List<Place>();
        for (var i = 0; i < places.Count; i++)
        {
            if (isHit[i] && i > 0 && isHit[i - 1] && places[i - 1].End == places[i].Index)
            {
                hits[^1] = hits[^1] with { End = places[i].End };
            }
            else if (isHit[i])
            {
                hits.Add(places[i]);
            }
        }

        return hits;
    }

    private static bool IsAt(List<Place> places, int at, SearchTerm term)
    {
        if (term.Words is [var single])
        {
            return places[at].Word.StartsWith(Root(single), StringComparison.Ordinal);
        }

        for (var i = 0; i < term.Words.Count; i++)
        {
            var word = places[at + i].Word;
            if (word != term.Words[i] && !(term.Begun && i == term.Words.Count - 1 && word.StartsWith(term.Words[i], StringComparison.Ordinal)))
            {
                return false;
            }
        }

        return true;
    }

    // The words of a text as the search compares them, and where they stand.
    private static List<Place> Places(string text)
    {
        var places = new List<Place>();
        var start = -1;
        Rune? before = null;
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var isUnspaced = UnspacedScript.Has(rune);
            var isLetter = Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark;
            var goesOn = start >= 0 && (isUnspaced ? UnspacedScript.GoesOn(before, rune) : isLetter && before is null);
            if (!goesOn)
            {
                End();
                start = isUnspaced || isLetter ? at : -1;
            }

            before = isUnspaced ? rune : null;
            at += rune.Utf16SequenceLength;
        }

        End();
        return places;

        void End()
        {
            if (start >= 0 && SearchWords.Of(text[start..at]) is { Length: > 0 } word)
            {
                places.Add(new Place(start, at, word));
            }
        }
    }

    /// <summary>The part of a word that its other forms share; roughly, since only the eye judges it.</summary>
    private static string Root(string word) => word.Length > 6 ? word[..^2] : word.Length > 4 ? word[..^1] : word;

    private static void Add(List<HighlightPart> parts, string text, bool isHit)
    {
        if (text.Length > 0)
        {
            parts.Add(new HighlightPart(text, isHit));
        }
    }

    private sealed record Place(int Index, int End, string Word);
}
