using System.Globalization;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>The OData options of a request.</summary>
public sealed record GraphQuery
{
    private const int DefaultPage = 10;
    private const int LargestPage = 1000;

    /// <summary>Names of the properties wanted; null: the usual ones.</summary>
    public IReadOnlySet<string>? Select { get; private init; }

    /// <summary>Elements of a page: <c>$top</c>, else <c>odata.maxpagesize</c>, else 10.</summary>
    public int PageSize { get; private init; } = DefaultPage;

    public int Skip { get; private init; }

    public GraphFilter Filter { get; private init; } = GraphFilter.None;

    /// <summary>The properties to order by; none: the natural order.</summary>
    public IReadOnlyList<(string Property, bool Descending)> OrderBy { get; private init; } = [];

    /// <summary><c>$search</c>; null: none.</summary>
    public GraphSearch? Search { get; private init; }

    public string Expand { get; private init; } = "";

    public bool Count { get; private init; }

    /// <summary>The options, or what is wrong with them.</summary>
    public static (GraphQuery Query, GraphError? Error) Read(GraphCall call)
    {
        var given = call.Context.Request.Query;
        var (query, size) = (new GraphQuery(), call.MaxPageSize ?? DefaultPage);
        if (given["$top"].FirstOrDefault() is { } top && (!int.TryParse(top, NumberStyles.None, CultureInfo.InvariantCulture, out size) || size is < 1 or > LargestPage))
        {
            return (query, GraphErrors.QueryInvalid("$top", top));
        }

        var skip = 0;
        if (given["$skip"].FirstOrDefault() is { } skipText && !int.TryParse(skipText, NumberStyles.None, CultureInfo.InvariantCulture, out skip))
        {
            return (query, GraphErrors.QueryInvalid("$skip", skipText));
        }

        if (GraphFilter.Parse(given["$filter"].FirstOrDefault()) is not { } filter)
        {
            return (query, GraphErrors.FilterInvalid);
        }

        var order = (given["$orderby"].FirstOrDefault() ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(one => one.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 0)
            .Select(words => (Property: words[0], Descending: words.Length > 1 && words[1].Equals("desc", StringComparison.OrdinalIgnoreCase))).ToList();
        var search = given["$search"].FirstOrDefault() is { } searched ? GraphSearch.Parse(searched) : null;
        if (Refusal(given, filter, order.ConvertAll(one => one.Property), search) is { } refusal)
        {
            return (query, refusal);
        }

        var select = given["$select"].SelectMany(text => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return (new GraphQuery
        {
            Select = select.Count == 0 ? null : select,
            PageSize = Math.Min(size, LargestPage),
            Skip = skip,
            Filter = filter,
            OrderBy = order,
            Search = search,
            Expand = given["$expand"].FirstOrDefault() ?? "",
            Count = string.Equals(given["$count"].FirstOrDefault(), "true", StringComparison.OrdinalIgnoreCase),
        }, null);
    }

    /// <summary>
    /// What cannot go together: a search brings its own order and takes no filter; a filter's properties decide the order, so that those of <c>$orderby</c> have to stand first in it.
    /// </summary>
    private static GraphError? Refusal(IQueryCollection given, GraphFilter filter, List<string> order, GraphSearch? search)
    {
        if (given.ContainsKey("$search"))
        {
            return search is null ? GraphErrors.QueryInvalid("$search", given["$search"].ToString())
                : !filter.IsEmpty ? GraphErrors.NotWithSearch("$filter")
                : order.Count > 0 ? GraphErrors.NotWithSearch("$orderBy")
                : null;
        }

        var filtered = filter.Properties.Distinct(StringComparer.OrdinalIgnoreCase).Take(order.Count);
        return !filter.IsEmpty && !order.SequenceEqual(filtered, StringComparer.OrdinalIgnoreCase) ? GraphErrors.FilterInefficient : null;
    }
}
