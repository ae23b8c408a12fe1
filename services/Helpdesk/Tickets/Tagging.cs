using System.Text;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Tags as they are kept: lower case, without blanks, few and short.</summary>
public static class Tagging
{
    /// <summary>Most tags of one ticket.</summary>
    public const int Most = 30;

    private const int Longest = 40;

    /// <summary>Tags as typed, made fit to be kept: no doubles, in their order.</summary>
    public static IReadOnlyList<string> Clean(IEnumerable<string> tags) =>
        [.. tags.Select(Clean).Where(tag => tag.Length > 0).Distinct(StringComparer.Ordinal).Take(Most)];

    /// <summary>Tags written with commas or blanks between.</summary>
    public static IReadOnlyList<string> Parse(string? typed) => Clean((typed ?? "").Split([',', ';', ' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));

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
