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

    /// <summary>
    /// UIDVALIDITY as it is kept here. RFC 9051 section 9 gives it 32 bits; GreenMail and servers derived from early James tell the milliseconds since 1970: folded, so that another one stays another one.
    /// </summary>
    public static uint Validity(ulong told) => (uint)(told ^ (told >> 32));

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
            var number = scanner.Number();
            UidValidity = item is "UIDVALIDITY" ? Validity(number) : UidValidity;
            UidNext = item is "UIDNEXT" ? (uint)Math.Min(number, uint.MaxValue) : UidNext;
        }
    }
}
