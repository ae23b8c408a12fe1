using System.Text.Json;
using Dapper;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Search;

/// <summary>A search as the database is asked for it.</summary>
/// <param name="TsQuery">Query for the words of entries; null when none are asked for.</param>
/// <param name="IsCommon">Whether so much matches that walking through the newest tickets finds a page of them sooner than gathering all matches would.</param>
internal sealed record SearchPlan(string? TsQuery, bool IsCommon)
{
    /// <summary>
    /// Entries that may match before the walk is quicker. Gathering costs some 10 µs an entry in memory; the walk looks at tickets from the newest on, and the more
    /// entries match, the sooner the page is full.
    /// </summary>
    public const double Common = 6_000;

    /// <summary>
    /// Entries that the index gathers in the time in which one is read and looked through. All that a begun word may go on to is gathered before anything is found, however few the other words leave: where these are rare enough,
    /// what they find is looked through for it instead.
    /// </summary>
    public const double GatheredForOneRead = 20;

    /// <summary>Share of all entries below which a word is too rare for the statistics to tell how rare: such a word is never looked for by a walk.</summary>
    private const double LeastShare = 0.001;

    /// <summary>The begun word that what <see cref="TsQuery"/> finds is looked through for; null when it is looked for by the index as the others are.</summary>
    public string? Begun { get; init; }

    public static async Task<SearchPlan> OfAsync(NpgsqlConnection connection, SearchQuery query, double commonFrom = Common, double gatheredForOneRead = GatheredForOneRead)
    {
        if (query.Terms.Count + query.Marks.Count + query.ExcludedMarks.Count == 0)
        {
            return new SearchPlan(null, IsCommon: true);
        }

        var single = query.Terms.Where(term => term is { Words.Count: 1, Weight: null, Exact: false }).Select(term => term.Words[0]).Distinct(StringComparer.Ordinal).ToArray();
        var stems = single.Length == 0 ? [] : (await connection.QueryAsync<Stems>(Lexize, new { words = single })).ToDictionary(row => row.Word, row => row.Forms, StringComparer.Ordinal);
        string Form(SearchTerm term) => term.ToTsQuery(term.Words.Count == 1 ? stems.GetValueOrDefault(term.Words[0]) ?? [] : []);
        string Text(IEnumerable<SearchTerm> terms) => string.Join(" & ", terms.OrderBy(term => term.Excluded)
            .Select(Form)
            .Concat(query.Marks.Select(mark => $"'{mark}'"))
            .Concat(query.ExcludedMarks.Select(mark => $"!'{mark}'")));
        var text = Text(query.Terms);
        var entries = await connection.ExecuteScalarAsync<double>("select reltuples from pg_class where oid = 'entry_search'::regclass");
        if (await EstimateAsync(connection, text) > Math.Max(commonFrom, entries * LeastShare))
        {
            return new SearchPlan(text, IsCommon: true);
        }

        if (query.Terms is [.., { Begun: true, Excluded: false } begun] && (query.Terms.SkipLast(1).Any(term => !term.Excluded) || query.Marks.Count > 0))
        {
            var (others, word) = (Text(query.Terms.SkipLast(1)), Form(begun));
            if (await EstimateAsync(connection, others) * gatheredForOneRead < await EstimateAsync(connection, word))
            {
                return new SearchPlan(others, IsCommon: false) { Begun = word };
            }
        }

        return new SearchPlan(text, IsCommon: false);
    }

    /// <summary>How many entries the planner expects to match, by its statistics of the commonest words.</summary>
    private static async Task<double> EstimateAsync(NpgsqlConnection connection, string text)
    {
        // EXPLAIN takes no parameters; the text is made of quoted words of letters and digits, and of our own marks.
        var plan = await connection.ExecuteScalarAsync<string>($"explain (format json) select 1 from entry_search where words @@ '{text.Replace("'", "''", StringComparison.Ordinal)}'::tsquery");
        using var document = JsonDocument.Parse(plan!);
        return document.RootElement[0].GetProperty("Plan").GetProperty("Plan Rows").GetDouble();
    }

    private static readonly string Lexize =
        $"select word, array(select distinct form from unnest({string.Join(" || ", TextLanguage.Stemmers.Select(stemmer => $"ts_lexize('{stemmer}', word)"))}) as form) as forms from unnest(@words) as word";

    private sealed record Stems
    {
        public string Word { get; init; } = "";

        public string[] Forms { get; init; } = [];
    }
}
