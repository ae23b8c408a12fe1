namespace HelpdeskMail.Sandbox.Imap;

/// <summary>The flags Exchange keeps. It takes others without complaint and forgets them.</summary>
public static class ImapFlags
{
    public const string Seen = @"\Seen";
    public const string Deleted = @"\Deleted";

    private static readonly string[] All = [Seen, @"\Answered", @"\Flagged", Deleted, @"\Draft", "$MDNSent"];

    /// <summary>Those of the flags that are kept, in the server's spelling.</summary>
    public static IReadOnlyList<string> Known(IEnumerable<string> flags) =>
        [.. All.Where(known => flags.Contains(known, StringComparer.OrdinalIgnoreCase))];

    /// <summary>The kept flags that are not among these.</summary>
    public static IReadOnlyList<string> Others(IReadOnlyList<string> flags) => [.. All.Except(flags, StringComparer.Ordinal)];
}
