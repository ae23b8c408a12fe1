using System.Text;

namespace HelpdeskMail.Mail.Imap;

/// <summary>What the server has said of the open folder; it goes on telling as long as the folder is open.</summary>
internal sealed class SelectedFolder(string name)
{
    public string Name { get; } = name;

    public uint Exists { get; set; }

    public uint? UidValidity { get; set; }

    public uint? UidNext { get; set; }

    public ulong? HighestModSeq { get; set; }

    public bool ReadOnly { get; set; }

    /// <summary>Marks that stay; null when not told.</summary>
    public IReadOnlyList<string>? PermanentMarks { get; set; }

    /// <summary>Something arrived or went since this was last set to false.</summary>
    public bool HasChanged { get; set; }

    /// <summary>Marks were told since this was last set to false, asked for or not.</summary>
    public bool MarksHaveChanged { get; set; }

    /// <summary>Takes the numbers of a STATUS answer for this folder: <c>"INBOX" (UIDVALIDITY 7 UIDNEXT 4)</c>.</summary>
    /// <exception cref="ImapSyntaxException">It is no such answer.</exception>
    public void TakeStatus(ReadOnlySpan<byte> rest)
    {
        var scanner = new ImapScanner(rest);
        scanner.TryString(out _);
        scanner.SkipSpaces();
        scanner.Take('(');
        for (scanner.SkipSpaces(); !scanner.TryTake(')'); scanner.SkipSpaces())
        {
            var item = Encoding.ASCII.GetString(scanner.Atom()).ToUpperInvariant();
            scanner.SkipSpaces();
            var number = (uint)Math.Min(scanner.Number(), uint.MaxValue);
            UidValidity = item is "UIDVALIDITY" ? number : UidValidity;
            UidNext = item is "UIDNEXT" ? number : UidNext;
        }
    }
}
