using System.Globalization;
using System.Text.RegularExpressions;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>The part of OData's <c>$filter</c> that mail clients use: comparisons joined by <c>and</c>, and <c>startswith(property,'text')</c>.</summary>
public sealed partial class GraphFilter
{
    public static readonly GraphFilter None = new([]);

    private readonly IReadOnlyList<(string Property, string Operator, string Value)> clauses;

    private GraphFilter(IReadOnlyList<(string Property, string Operator, string Value)> clauses) => this.clauses = clauses;

    public bool IsEmpty => clauses.Count == 0;

    public IEnumerable<string> Properties => clauses.Select(clause => clause.Property);

    /// <summary>The filter; null where it is none, or more than is understood here.</summary>
    public static GraphFilter? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return None;
        }

        var (found, at) = (new List<(string, string, string)>(), 0);
        for (var match = Clause().Match(text, at); match.Success && match.Index == at; match = Clause().Match(text, at))
        {
            found.Add(match.Groups["function"].Success
                ? (match.Groups["of"].Value, match.Groups["function"].Value.ToLowerInvariant(), Unquote(match.Groups["part"].Value))
                : (match.Groups["property"].Value, match.Groups["operator"].Value.ToLowerInvariant(), Unquote(match.Groups["value"].Value)));
            at += match.Length;
            if (at == text.Length)
            {
                return match.Groups["and"].Success ? null : new GraphFilter(found);
            }

            if (!match.Groups["and"].Success)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Whether an element fits. <paramref name="value"/> gives a property as text, number, truth or time; a property it gives null for fits nothing but <c>ne</c>.</summary>
    public bool Fits(Func<string, object?> value) => clauses.All(clause => Fits(value(clause.Property), clause.Operator, clause.Value));

    private static bool Fits(object? left, string comparison, string right) => (left, comparison) switch
    {
        (string text, "startswith") => text.StartsWith(right, StringComparison.OrdinalIgnoreCase),
        (string text, "contains") => text.Contains(right, StringComparison.OrdinalIgnoreCase),
        _ => (Compare(left, right), comparison) switch
        {
            (null, var only) => only == "ne",
            (0, "eq" or "ge" or "le") => true,
            ( < 0, "lt" or "le" or "ne") => true,
            ( > 0, "gt" or "ge" or "ne") => true,
            _ => false,
        },
    };

    private static int? Compare(object? left, string right) => left switch
    {
        string text => Math.Sign(string.Compare(text, right, StringComparison.OrdinalIgnoreCase)),
        bool truth when bool.TryParse(right, out var other) => truth.CompareTo(other),
        DateTimeOffset time when DateTimeOffset.TryParse(right, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var other) => time.CompareTo(other),
        _ => null,
    };

    private static string Unquote(string value) => value.StartsWith('\'') ? value[1..^1].Replace("''", "'", StringComparison.Ordinal) : value;

    [GeneratedRegex(
        @"\G\s*(?:(?<function>startswith|contains)\(\s*(?<of>[A-Za-z/]+)\s*,\s*(?<part>'(?:[^']|'')*')\s*\)|(?<property>[A-Za-z/]+)\s+(?<operator>eq|ne|ge|gt|le|lt)\s+(?<value>'(?:[^']|'')*'|[^\s()']+))(?:\s+(?<and>and)(?=\s)|\s*$)",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Clause();
}
