using System.Globalization;
using System.Text;

namespace HelpdeskMail.Helpdesk.Search;

/// <summary>
/// What was typed into the search, taken apart. Words have to occur, the last one may be begun; «"in quotes"» is a phrase; a minus excludes, fields too; and fields narrow:
/// <c>from: to: subject: has:attachment is:note is:open is:closed is:waiting is:unread status: tag: before: after: assignee: mailbox:</c>. A field that does not exist is
/// a word like any other.
/// </summary>
public sealed record SearchQuery
{
    private const int MostTerms = 24;

    /// <summary>PostgreSQL takes no word of more than 2046 bytes, and keeps none.</summary>
    private const int LongestWord = 600;

    /// <summary>Terms for the words of an entry.</summary>
    public IReadOnlyList<SearchTerm> Terms { get; init; } = [];

    /// <summary>Marks that the entry has to have.</summary>
    public IReadOnlyList<string> Marks { get; init; } = [];

    /// <summary>Marks that the entry must not have.</summary>
    public IReadOnlyList<string> ExcludedMarks { get; init; } = [];

    /// <summary>Tags that the ticket has to have.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Tags that the ticket must not have.</summary>
    public IReadOnlyList<string> ExcludedTags { get; init; } = [];

    /// <summary>«Open» or «Closed»; null for both.</summary>
    public string? Status { get; init; }

    /// <summary>True for tickets that wait only, false for those that do not; null for both.</summary>
    public bool? Waiting { get; init; }

    /// <summary>Only what came before this moment.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Only what came from this moment on.</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>«me», «nobody», or part of a name.</summary>
    public string? Assignee { get; init; }

    /// <summary>Whether <see cref="Assignee"/> is who it must not be.</summary>
    public bool ExcludesAssignee { get; init; }

    /// <summary>Part of the address of the system email.</summary>
    public string? Mailbox { get; init; }

    /// <summary>Whether <see cref="Mailbox"/> is where it must not be.</summary>
    public bool ExcludesMailbox { get; init; }

    /// <summary>True for tickets with unseen mail only, false for those without; null for both.</summary>
    public bool? Unread { get; init; }

    /// <summary>The number of a ticket, when nothing else was typed.</summary>
    public long? Number { get; init; }

    /// <summary>Whether words of entries are asked for at all.</summary>
    public bool AsksForWords => Terms.Count > 0 || Marks.Count > 0 || ExcludedMarks.Count > 0 || Before is not null || After is not null;

    /// <summary>Takes apart what was typed; anything typed gives a query.</summary>
    public static SearchQuery Parse(string? typed)
    {
        var query = new SearchQuery();
        var bare = (typed ?? "").Trim();
        if (long.TryParse(bare.Trim('[', ']', '#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            query = query with { Number = number };
        }

        var tokens = Tokens(bare).Take(MostTerms).ToList();
        for (var i = 0; i < tokens.Count; i++)
        {
            query = query.With(tokens[i], isLast: i == tokens.Count - 1);
        }

        return query;
    }

    private SearchQuery With(Token token, bool isLast)
    {
        var value = token.Value;
        return token.Field switch
        {
            "from" => WithTerm(token, 'B', isLast),
            "to" or "cc" => WithTerm(token, 'C', isLast),
            "subject" => WithTerm(token, 'A', isLast),
            "has" when value.StartsWith("attach", StringComparison.OrdinalIgnoreCase) || value.Equals("file", StringComparison.OrdinalIgnoreCase) => WithMark(IndexedEntry.HasAttachment, token.Excluded),
            "is" or "status" when value.Equals("open", StringComparison.OrdinalIgnoreCase) => this with { Status = token.Excluded ? "Closed" : "Open" },
            "is" or "status" when value.Equals("closed", StringComparison.OrdinalIgnoreCase) => this with { Status = token.Excluded ? "Open" : "Closed" },
            "is" or "status" when value.Equals("waiting", StringComparison.OrdinalIgnoreCase) => this with { Waiting = !token.Excluded },
            "is" when value.Equals("unread", StringComparison.OrdinalIgnoreCase) => this with { Unread = !token.Excluded },
            "is" when Enum.TryParse<Tickets.EntryKind>(value, ignoreCase: true, out var kind) && Enum.IsDefined(kind) => WithMark(IndexedEntry.Is(kind), token.Excluded),
            "tag" when token.Excluded => this with { ExcludedTags = [.. ExcludedTags, .. Helpdesk.Tickets.Tagging.Parse(value)] },
            "tag" => this with { Tags = [.. Tags, .. Helpdesk.Tickets.Tagging.Parse(value)] },
            "before" or "after" when Day(value) is { } day => token.Field == "before" == token.Excluded ? this with { After = day } : this with { Before = day },
            "assignee" => this with { Assignee = DatabaseText.Clean(value), ExcludesAssignee = token.Excluded },
            "mailbox" or "in" => this with { Mailbox = DatabaseText.Clean(value), ExcludesMailbox = token.Excluded },
            "" => WithTerm(token, null, isLast),
            _ => WithTerm(token with { Value = $"{token.Field} {value}" }, null, isLast),
        };
    }

    private SearchQuery WithMark(string mark, bool excluded) => excluded ? this with { ExcludedMarks = [.. ExcludedMarks, mark] } : this with { Marks = [.. Marks, mark] };

    private SearchQuery WithTerm(Token token, char? weight, bool isLast)
    {
        var words = SearchWords.Split(token.Value).Select(word => DatabaseText.Clean(word, LongestWord)).ToArray();
        return words.Length == 0 ? this : this with { Terms = [.. Terms, new SearchTerm(words, weight, token.Excluded, Begun: isLast && !token.Quoted, token.Quoted)] };
    }

    private static DateTimeOffset? Day(string value) =>
        DateOnly.TryParseExact(value, ["yyyy-MM-dd", "yyyy/MM/dd", "dd.MM.yyyy", "yyyy-MM", "yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)
            : null;

    private static IEnumerable<Token> Tokens(string typed)
    {
        for (var at = 0; at < typed.Length;)
        {
            if (char.IsWhiteSpace(typed[at]))
            {
                at++;
                continue;
            }

            var excluded = typed[at] == '-' && at + 1 < typed.Length && !char.IsWhiteSpace(typed[at + 1]);
            at += excluded ? 1 : 0;
            var field = "";
            var colon = typed.IndexOf(':', at);
            if (colon > at && colon + 1 < typed.Length && !char.IsWhiteSpace(typed[colon + 1]) && typed[at..colon].All(char.IsAsciiLetter))
            {
                field = typed[at..colon].ToLowerInvariant();
                at = colon + 1;
            }

            var value = new StringBuilder();
            var quoted = typed[at] is '"' or '“' or '„' or '«';
            at += quoted ? 1 : 0;
            while (at < typed.Length && (quoted ? typed[at] is not ('"' or '”' or '“' or '»') : !char.IsWhiteSpace(typed[at])))
            {
                value.Append(typed[at++]);
            }

            at += quoted ? 1 : 0;
            yield return new Token(field, value.ToString(), excluded, quoted);
        }
    }

    private sealed record Token(string Field, string Value, bool Excluded, bool Quoted);
}
