using HelpdeskMail.Helpdesk.Search;

namespace HelpdeskMail.Helpdesk.Correspondents;

/// <summary>By which words an address is found: those of the name, the parts of the address, the domain and the domains around it, and the address as a whole.</summary>
internal static class KnownAddressWords
{
    private const int MostWords = 40;
    private const int MostAsked = 6;
    private const int LongestWord = 120;

    /// <summary>The word that stands for a mailbox; nobody can type it.</summary>
    public static string Of(Guid mailbox) => $"#{mailbox:N}";

    /// <summary>All of them with single blanks between.</summary>
    public static string Of(string address, string name) =>
        string.Join(' ', SearchWords.Split(name).Concat(SearchWords.Split(address)).Take(MostWords).Append(Whole(address)).Select(Cut).Distinct(StringComparer.Ordinal));

    /// <summary>The words that were typed, the last perhaps unfinished; empty when there is nothing to look for.</summary>
    public static IReadOnlyList<string> Asked(string typed) =>
    [
        .. typed.Split([' ', ',', ';', '<', '>', '"', '\t'], StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(word => word.TrimStart('@') is var bare && bare.Contains('@', StringComparison.Ordinal) ? [Whole(bare)] : SearchWords.Split(bare))
            .Select(Cut).Distinct(StringComparer.Ordinal).Take(MostAsked),
    ];

    /// <summary>The condition, in PostgreSQL's notation, that each of some words begins one of an address.</summary>
    public static string Condition(IEnumerable<string> asked) =>
        string.Join(" & ", asked.Select(word => $"'{word.Replace("\\", @"\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}':*"));

    // A lexeme is no place for blanks and control letters.
    private static string Whole(string address) => string.Concat(DatabaseText.Clean(address).ToLowerInvariant().Where(c => !char.IsWhiteSpace(c) && !char.IsControl(c)));

    private static string Cut(string word) => word.Length <= LongestWord ? word : word[..(char.IsHighSurrogate(word[LongestWord - 1]) ? LongestWord - 1 : LongestWord)];
}
