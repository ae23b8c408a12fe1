namespace HelpdeskMail.Reply.Queue;

/// <summary>Words of servers and programs as the database takes them: PostgreSQL has no NUL in a text, and an answer may be as long as a server likes.</summary>
internal static class StorableText
{
    private const int Longest = 2000;

    /// <summary>The words without NUL, 2,000 characters at most.</summary>
    public static string Of(string words)
    {
        var clean = words.Replace('\0', ' ');
        return clean.Length <= Longest ? clean : $"{clean[..(char.IsHighSurrogate(clean[Longest - 1]) ? Longest - 1 : Longest)]}…";
    }
}
