namespace HelpdeskMail.Helpdesk.Search;

/// <summary>A word, or a run of words, that an entry has to have or must not have.</summary>
/// <param name="Words">Words as the search compares them; several have to follow each other.</param>
/// <param name="Weight">Where they have to stand: A subject, B sender, C recipients; null for anywhere.</param>
/// <param name="Excluded">Whether they must not occur.</param>
/// <param name="Begun">Whether the last word may go on.</param>
/// <param name="Exact">Whether other forms of the words do not count.</param>
public sealed record SearchTerm(IReadOnlyList<string> Words, char? Weight, bool Excluded, bool Begun, bool Exact)
{
    /// <summary>As PostgreSQL writes a query; the words hold letters and digits only, so that nothing needs escaping.</summary>
    /// <param name="stems">Stems of the word in the languages that are known; only of single words.</param>
    public string ToTsQuery(IReadOnlyList<string> stems)
    {
        var words = Words.Select((word, i) => $"'{word}'{(Begun && i == Words.Count - 1 || Weight is not null ? ":" : "")}{(Begun && i == Words.Count - 1 ? "*" : "")}{Weight}");
        var phrase = Words.Count == 1 ? words.First() : $"({string.Join(" <-> ", words)})";
        var forms = Words.Count == 1 && Weight is null && !Exact ? stems.Where(stem => stem != Words[0]).Select(stem => $"'{stem.Replace("'", "''", StringComparison.Ordinal)}'").ToList() : [];
        var either = forms.Count == 0 ? phrase : $"({string.Join(" | ", forms.Prepend(phrase))})";
        return Excluded ? $"!{either}" : either;
    }
}
