using System.Text;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Tags as they are kept: lower case, without blanks, few and short.</summary>
public static class Tagging
{
    /// <summary>Most tags of one ticket.</summary>
    public const int Most = 30;

    /// <summary>Most characters of one.</summary>
    public const int Longest = 40;

    /// <summary>Tags as typed, made fit to be kept: no doubles, in their order.</summary>
    public static IReadOnlyList<string> Clean(IEnumerable<string> tags) =>
        [.. tags.Select(Clean).Where(tag => tag.Length > 0).Distinct(StringComparer.Ordinal).Take(Most)];

    /// <summary>Tags written with commas or blanks between.</summary>
    public static IReadOnlyList<string> Parse(string? typed) => Clean(Split(typed));

    /// <summary>What is said of tags that cannot be kept as they are typed, with commas or blanks between; null when they can.</summary>
    internal static string? Problem(string? typed) => Problem(Split(typed));

    /// <summary>What is said of tags that cannot be kept as they are; null when they can.</summary>
    internal static string? Problem(IEnumerable<string>? tags)
    {
        var all = (tags ?? []).Select(tag => (tag ?? "").Trim().TrimStart('#')).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return all.FirstOrDefault(tag => tag.Length > Longest) is { } tooLong ? Pages.TooLong.Line(Translated.Of("The tag «{0}…»", DatabaseText.OneLine(tooLong, 20)), tooLong, Longest)
            : all.Count > Most ? Translated.Of("There are {0} tags, and {1} are the most.", all.Count, Most)
            : null;
    }

    /// <summary>Tags as they were typed, to be judged by <see cref="Problem(IEnumerable{string})"/> and shown again.</summary>
    internal static IReadOnlyList<string> Typed(string? typed) => Problem(typed) is null ? Parse(typed) : Split(typed);

    private static string[] Split(string? typed) => (typed ?? "").Split([',', ';', ' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);

    private static string Clean(string tag)
    {
        var clean = new StringBuilder();
        foreach (var rune in DatabaseText.OneLine(tag.Trim().TrimStart('#'), Longest).EnumerateRunes())
        {
            clean.Append(Rune.IsLetterOrDigit(rune) || rune.Value is '-' or '_' or '.' or '/' ? Rune.ToLowerInvariant(rune).ToString() : rune.Value == ' ' ? "-" : "");
        }

        return clean.ToString();
    }
}
