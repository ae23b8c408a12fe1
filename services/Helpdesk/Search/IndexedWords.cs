namespace HelpdeskMail.Helpdesk.Search;

/// <summary>The words of an entry as PostgreSQL is given them: normalised, and cut to what a tsvector holds.</summary>
/// <param name="Subject">Words of the subject.</param>
/// <param name="From">Words of the sender's name and address.</param>
/// <param name="To">Words of the recipients.</param>
/// <param name="Body">Words of the text and of the files' names.</param>
/// <param name="Spoken">Words of subject and text with their marks, which stemming needs.</param>
/// <param name="Language">Configuration that gives them their stems; null when no language is clear.</param>
/// <param name="Marks">Marks such as has:attachment.</param>
internal sealed record IndexedWords(string Subject, string From, string To, string Body, string Spoken, string? Language, string[] Marks)
{
    /// <summary>A tsvector takes a megabyte at most; with this much text, twice over, it stays below whatever the text is.</summary>
    public const int LongestText = 50_000;

    private const int LongestField = 4_000;

    /// <summary>Nothing to be searched for.</summary>
    public static IndexedWords None { get; } = new("", "", "", "", "", null, []);

    /// <summary>The words of an entry.</summary>
    public static IndexedWords Of(IndexedEntry entry)
    {
        var body = Cut(entry.Text, LongestText);
        var spoken = SearchWords.Of($"{entry.Subject} {body}", fold: false);
        return new IndexedWords(
            SearchWords.Of(Cut(entry.Subject, LongestField)),
            SearchWords.Of(Cut(entry.From, LongestField)),
            SearchWords.Of(Cut(entry.To, LongestField)),
            SearchWords.Of($"{body} {Cut(entry.Files, LongestField)}"),
            spoken,
            TextLanguage.Of(spoken),
            [.. entry.Marks]);
    }

    private static string Cut(string text, int longest) => text.Length <= longest ? text : text[..longest];
}
