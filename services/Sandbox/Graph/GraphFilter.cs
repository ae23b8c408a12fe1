using System.Globalization;
using System.Text.RegularExpressions;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>
/// The part of OData's <c>$filter</c> (OData 4.01 URL conventions, section 5.1.1) that mail takes: comparisons, <c>startswith</c>, <c>endswith</c> and <c>contains</c>, joined by <c>and</c>, <c>or</c>, <c>not</c> and brackets.
/// </summary>
public sealed partial class GraphFilter
{
    public static readonly GraphFilter None = new(_ => true, []);

    private const int DeepestLevel = 50;

    private readonly Func<Func<string, object?>, bool> test;

    private GraphFilter(Func<Func<string, object?>, bool> test, IReadOnlyList<string> properties) => (this.test, Properties) = (test, properties);

    public bool IsEmpty => Properties.Count == 0;

    /// <summary>The properties it names, in its order.</summary>
    public IReadOnlyList<string> Properties { get; }

    /// <summary>The filter; null where it is none, or more than is understood here.</summary>
    public static GraphFilter? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return None;
        }

        var words = Word().Matches(text).Select(match => match.Value.Trim()).ToList();
        if (string.Concat(words).Length != text.Count(character => !char.IsWhiteSpace(character)) + words.Sum(word => word.Count(char.IsWhiteSpace)))
        {
            return null;
        }

        var reader = new Reader(words);
        return reader.Any(0) is { } test && reader.AtEnd ? new GraphFilter(test, reader.Properties) : null;
    }

    /// <summary>Whether an element fits. <paramref name="value"/> gives a property as text, truth or time; a property it gives null for equals nothing but <c>null</c>.</summary>
    public bool Fits(Func<string, object?> value) => test(value);

    private static bool Compares(object? left, string comparison, string right) => (Compare(left, right), comparison) switch
    {
        (null, var only) => only == "ne",
        (0, "eq" or "ge" or "le") => true,
        ( < 0, "lt" or "le" or "ne") => true,
        ( > 0, "gt" or "ge" or "ne") => true,
        _ => false,
    };

    private static int? Compare(object? left, string right) => left switch
    {
        null when right == "null" => 0,
        string text when right.StartsWith('\'') => Math.Sign(string.Compare(text, Unquote(right), StringComparison.OrdinalIgnoreCase)),
        bool truth when bool.TryParse(right, out var other) => truth.CompareTo(other),
        DateTimeOffset time when DateTimeOffset.TryParse(Unquote(right), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var other) => time.CompareTo(other),
        _ => null,
    };

    private static string Unquote(string value) => value.StartsWith('\'') ? value[1..^1].Replace("''", "'", StringComparison.Ordinal) : value;

    [GeneratedRegex(@"\G\s*(?:'(?:[^']|'')*'|[A-Za-z0-9_/.:+-]+|[(),])\s*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Word();

    /// <summary>Reads the words by recursive descent; null wherever they are no filter.</summary>
    private sealed class Reader(List<string> words)
    {
        private int at;

        public List<string> Properties { get; } = [];

        public bool AtEnd => at == words.Count;

        public Func<Func<string, object?>, bool>? Any(int level)
        {
            var left = All(level);
            while (left is { } one && Take("or"))
            {
                left = All(level) is { } other ? value => one(value) || other(value) : null;
            }

            return left;
        }

        private Func<Func<string, object?>, bool>? All(int level)
        {
            var left = One(level);
            while (left is { } one && Take("and"))
            {
                left = One(level) is { } other ? value => one(value) && other(value) : null;
            }

            return left;
        }

        private Func<Func<string, object?>, bool>? One(int level)
        {
            if (level > DeepestLevel)
            {
                return null;
            }

            if (Take("not"))
            {
                return One(level + 1) is { } one ? value => !one(value) : null;
            }

            if (Take("("))
            {
                return Any(level + 1) is { } inner && Take(")") ? inner : null;
            }

            return Function() ?? Comparison();
        }

        private Func<Func<string, object?>, bool>? Function()
        {
            var name = Next(0).ToLowerInvariant();
            if (name is not ("startswith" or "endswith" or "contains") || Next(1) != "(" || Next(3) != "," || !Next(4).StartsWith('\'') || Next(5) != ")")
            {
                return null;
            }

            var (property, part) = (Next(2), Unquote(Next(4)));
            at += 6;
            Properties.Add(property);
            var wanted = !Take("eq") || Take("true") || !Take("false");
            return value => wanted == (value(property) is string text && name switch
            {
                "startswith" => text.StartsWith(part, StringComparison.OrdinalIgnoreCase),
                "endswith" => text.EndsWith(part, StringComparison.OrdinalIgnoreCase),
                _ => text.Contains(part, StringComparison.OrdinalIgnoreCase),
            });
        }

        private Func<Func<string, object?>, bool>? Comparison()
        {
            var (property, comparison, right) = (Next(0), Next(1).ToLowerInvariant(), Next(2));
            if (property.Length == 0 || !char.IsAsciiLetter(property[0]) || comparison is not ("eq" or "ne" or "ge" or "gt" or "le" or "lt") || right is "" or "(" or ")" or ",")
            {
                return null;
            }

            at += 3;
            Properties.Add(property);
            return value => Compares(value(property), comparison, right);
        }

        private string Next(int ahead) => at + ahead < words.Count ? words[at + ahead] : "";

        private bool Take(string word)
        {
            var taken = Next(0).Equals(word, StringComparison.OrdinalIgnoreCase);
            at += taken ? 1 : 0;
            return taken;
        }
    }
}
