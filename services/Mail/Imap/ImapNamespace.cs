using System.Text;

namespace HelpdeskMail.Mail.Imap;

/// <summary>Where the folders of a mailbox lie among all names of a server (RFC 2342).</summary>
internal sealed class ImapNamespace
{
    // A server that names more is not to be believed.
    private const int MostSpaces = 100;

    private readonly List<string> personal = [];
    private readonly List<string> foreign = [];

    /// <summary>Takes «(("INBOX." ".")) (("~" "/")) NIL» apart: the user's own, other users', shared.</summary>
    /// <param name="rest">What follows the word NAMESPACE.</param>
    /// <param name="decode">Decodes a folder name.</param>
    /// <exception cref="ImapSyntaxException">It is no list of namespaces.</exception>
    public static ImapNamespace Read(ReadOnlySpan<byte> rest, Func<string, string> decode)
    {
        var spaces = new ImapNamespace();
        var scanner = new ImapScanner(rest);
        ReadList(ref scanner, spaces.personal, decode);
        ReadList(ref scanner, spaces.foreign, decode);
        ReadList(ref scanner, spaces.foreign, decode);
        return spaces;
    }

    /// <summary>
    /// The full name behind a folder's name. Courier and Cyrus in its traditional form keep every folder under «INBOX.» and know no «Done» beside it: there the prefix is put before a name that has none of the server's.
    /// </summary>
    public string Complete(string name)
    {
        var isInbox = name.Equals("INBOX", StringComparison.OrdinalIgnoreCase);
        var isComplete = personal.Count == 0 || personal.Concat(foreign.Where(prefix => prefix.Length > 0)).Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
        return isInbox || isComplete ? name : personal[0] + name;
    }

    private static void ReadList(ref ImapScanner scanner, List<string> prefixes, Func<string, string> decode)
    {
        scanner.SkipSpaces();
        if (scanner.AtEnd)
        {
            return;
        }

        if (!scanner.TryTake('('))
        {
            scanner.SkipValue();
            return;
        }

        for (scanner.SkipSpaces(); !scanner.TryTake(')'); scanner.SkipSpaces())
        {
            scanner.Take('(');
            if (prefixes.Count >= MostSpaces)
            {
                throw new ImapSyntaxException("a list of namespaces without an end");
            }

            prefixes.Add(scanner.TryString(out var prefix) ? decode(Encoding.UTF8.GetString(prefix)) : "");
            for (scanner.SkipSpaces(); !scanner.TryTake(')'); scanner.SkipSpaces())
            {
                scanner.SkipValue();
            }
        }
    }
}
