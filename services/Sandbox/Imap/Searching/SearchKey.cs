namespace HelpdeskMail.Sandbox.Imap.Searching;

/// <summary>A condition of SEARCH.</summary>
/// <param name="Matches">Whether a message meets it.</param>
/// <param name="NeedsContent">Whether it looks into the message.</param>
public sealed record SearchKey(Func<SearchCandidate, bool> Matches, bool NeedsContent = false)
{
    public static SearchKey And(IReadOnlyList<SearchKey> keys) =>
        new(candidate => keys.All(key => key.Matches(candidate)), keys.Any(key => key.NeedsContent));
}
