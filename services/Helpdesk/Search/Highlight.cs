using System.Text.RegularExpressions;

namespace HelpdeskMail.Helpdesk.Search;

/// <summary>Cuts the words around what was searched for out of a text and marks it there.</summary>
internal static partial class Highlight
{
    private const int Before = 40;
    private const int Length = 180;
    private const int MostMarks = 12;

    /// <summary>A line of it with the hits marked; null when no word of the search is in it.</summary>
    /// <param name="text">The text as it is shown.</param>
    /// <param name="terms">What was searched for.</param>
    public static IReadOnlyList<HighlightPart>? In(string text, IReadOnlyList<SearchTerm> terms)
    {
        var wanted = terms.Where(term => !term.Excluded).SelectMany(term => term.Words).Select(Root).ToArray();
        if (wanted.Length == 0 || Hits(text, wanted).FirstOrDefault() is not { } first)
        {
            return null;
        }

        var start = Math.Max(0, first.Index - Before);
        start = start == 0 ? 0 : text.IndexOf(' ', start) is var blank && blank >= 0 && blank < first.Index ? blank + 1 : start;
        var line = DatabaseText.OneLine(text[start..Math.Min(text.Length, start + (2 * Length))], Length);
        var parts = new List<HighlightPart>();
        var at = 0;
        foreach (var hit in Hits(line, wanted).Take(MostMarks))
        {
            Add(parts, line[at..hit.Index], isHit: false);
            Add(parts, hit.Value, isHit: true);
            at = hit.Index + hit.Length;
        }

        Add(parts, line[at..], isHit: false);
        return parts;
    }

    private static IEnumerable<Match> Hits(string text, string[] wanted) =>
        Word().Matches(text).Where(match => SearchWords.Of(match.Value) is var word && wanted.Any(root => word.StartsWith(root, StringComparison.Ordinal)));

    /// <summary>The part of a word that its other forms share; roughly, since only the eye judges it.</summary>
    private static string Root(string word) => word.Length > 6 ? word[..^2] : word.Length > 4 ? word[..^1] : word;

    private static void Add(List<HighlightPart> parts, string text, bool isHit)
    {
        if (text.Length > 0)
        {
            parts.Add(new HighlightPart(text, isHit));
        }
    }

    [GeneratedRegex(@"[\u3041-\u30FF\u3400-\u9FFF\uF900-\uFAFF]|[\p{L}\p{N}\p{Mn}]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Word();
}
