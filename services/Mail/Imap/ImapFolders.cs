using System.Text;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Mail.Imap;

/// <summary>The folders of a mailbox: listing with roles (RFC 6154), creating.</summary>
internal static class ImapFolders
{
    public static async ValueTask<List<MailFolder>> ListAsync(ImapSession session, string pattern, CancellationToken cancellationToken)
    {
        var capabilities = await session.CapabilitiesAsync(cancellationToken);
        var command = new ImapCommand("LIST").String("").String(pattern == "*" ? pattern : session.EncodeFolder(pattern));
        if (capabilities.Has("SPECIAL-USE") && capabilities.Has("LIST-EXTENDED"))
        {
            command.Add("RETURN (SPECIAL-USE)");
        }

        var folders = new List<MailFolder>();
        await session.DemandAsync(
            command,
            line =>
            {
                if (line.Is("LIST"u8) && Read(session, line.Rest.Span) is { } folder)
                {
                    folders.Add(folder);
                }
            },
            cancellationToken);
        return WithGuesses(folders);
    }

    /// <summary>Whether a folder is there.</summary>
    public static async ValueTask<bool> ExistsAsync(ImapSession session, string name, CancellationToken cancellationToken) =>
        name.AsSpan().ContainsAny('*', '%')
            ? (await ListAsync(session, "*", cancellationToken)).Exists(folder => folder.Selectable && folder.Name == name)
            : (await ListAsync(session, name, cancellationToken)).Exists(folder => folder.Selectable);

    public static async ValueTask CreateAsync(ImapSession session, string name, CancellationToken cancellationToken)
    {
        var status = await session.RunAsync(new ImapCommand("CREATE").String(session.EncodeFolder(name)), cancellationToken: cancellationToken);
        if (status.Condition is not ImapCondition.Ok && status.Code is not "ALREADYEXISTS" && !await ExistsAsync(session, name, cancellationToken))
        {
            throw session.Refused(status);
        }

        // So that mail programs show it; whether the server keeps subscriptions is its own affair.
        await session.RunAsync(new ImapCommand("SUBSCRIBE").String(session.EncodeFolder(name)), cancellationToken: cancellationToken);
    }

    private static MailFolder? Read(ImapSession session, ReadOnlySpan<byte> rest)
    {
        var scanner = new ImapScanner(rest);
        var role = FolderRole.None;
        var selectable = true;
        scanner.Take('(');
        for (scanner.SkipSpaces(); !scanner.TryTake(')'); scanner.SkipSpaces())
        {
            var attribute = scanner.Atom();
            if (attribute.IsEmpty)
            {
                throw new ImapSyntaxException("a list of folder attributes that is none");
            }

            var word = Encoding.ASCII.GetString(attribute).ToUpperInvariant();
            role = Role(word) is not FolderRole.None and var told ? told : role;
            selectable &= word is not "\\NOSELECT" and not "\\NONEXISTENT";
        }

        scanner.SkipSpaces();
        char? separator = scanner.TryString(out var mark) && mark.Length == 1 ? (char)mark[0] : null;
        scanner.SkipSpaces();

        // Dovecot lists a folder called NIL unquoted: here NIL is a name like any other.
        scanner.TryString(out var raw);
        var name = session.DecodeFolder(Encoding.UTF8.GetString(raw));
        if (name.Equals("INBOX", StringComparison.OrdinalIgnoreCase))
        {
            (name, role) = ("INBOX", FolderRole.Inbox);
        }

        return new MailFolder(name, separator, role, RoleIsGuessed: false, selectable);
    }

    private static FolderRole Role(string attribute) => attribute switch
    {
        "\\ALL" or "\\ALLMAIL" => FolderRole.All,
        "\\ARCHIVE" => FolderRole.Archive,
        "\\DRAFTS" => FolderRole.Drafts,
        "\\FLAGGED" or "\\STARRED" => FolderRole.Flagged,
        "\\JUNK" or "\\SPAM" => FolderRole.Junk,
        "\\SENT" => FolderRole.Sent,
        "\\TRASH" => FolderRole.Trash,
        "\\INBOX" => FolderRole.Inbox,
        _ => FolderRole.None,
    };

    // A role the server has given away is not guessed a second time, and of several likely names the one nearest the root wins.
    private static List<MailFolder> WithGuesses(List<MailFolder> folders)
    {
        var given = folders.Select(folder => folder.Role).ToHashSet();
        var result = new List<MailFolder>(folders);
        foreach (var (folder, at) in folders.Select((folder, at) => (folder, at)).OrderBy(pair => pair.folder.Name.Length))
        {
            if (folder is { Role: FolderRole.None, Selectable: true } && FolderNames.Guess(folder.Name, folder.Separator) is not FolderRole.None and var guess && given.Add(guess))
            {
                result[at] = folder with { Role = guess, RoleIsGuessed = true };
            }
        }

        return result;
    }
}
