using System.Text;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Mail.Imap;

/// <summary>The folders of a mailbox: listing with roles (RFC 6154), creating.</summary>
internal static class ImapFolders
{
    // A server that lists more is not to be believed.
    private const int MostFolders = 100_000;

    public static async ValueTask<List<MailFolder>> ListAsync(ImapSession session, string pattern, bool withCounts, CancellationToken cancellationToken)
    {
        var capabilities = await session.CapabilitiesAsync(cancellationToken);
        var command = new ImapCommand("LIST").String("").String(pattern == "*" ? pattern : session.View.EncodeFolder(pattern));
        string[] wanted =
        [
            .. capabilities.Has("SPECIAL-USE") && capabilities.Has("LIST-EXTENDED") ? ["SPECIAL-USE"] : Array.Empty<string>(),
            .. withCounts && capabilities.Has("LIST-STATUS") ? ["STATUS (MESSAGES UNSEEN)"] : Array.Empty<string>(),
        ];
        if (wanted.Length > 0)
        {
            command.Add($"RETURN ({string.Join(' ', wanted)})");
        }

        var folders = new List<MailFolder>();
        var counts = new Dictionary<string, (long? Messages, long? Unread)>(StringComparer.Ordinal);
        var status = await session.RunAsync(command, Take, cancellationToken);
        if (wanted.Length > 0 && session.IsNotUnderstood(status))
        {
            // Listed and not understood (proxies in front of older servers).
            folders.Clear();
            status = await session.RunAsync(new ImapCommand("LIST").String("").String(pattern == "*" ? pattern : session.View.EncodeFolder(pattern)), Take, cancellationToken);
        }

        if (status.Condition is not ImapCondition.Ok)
        {
            throw session.Refused(status);
        }

        return WithGuesses([.. folders.Select(folder => counts.TryGetValue(folder.Name, out var count) ? folder with { Messages = count.Messages, Unread = count.Unread } : folder)]);

        void Take(ImapLine line)
        {
            if (folders.Count > MostFolders || counts.Count > MostFolders)
            {
                throw new ImapSyntaxException($"more than {MostFolders:N0} folders");
            }

            try
            {
                if (line.Is("LIST"u8))
                {
                    folders.Add(Read(session, line.Rest.Span));
                }
                else if (line.Is("STATUS"u8))
                {
                    var (name, messages, unread) = ReadStatus(session, line.Rest.Span);
                    counts[name] = (messages, unread);
                }
            }
            catch (ImapSyntaxException exception)
            {
                // One folder that cannot be read must not hide the others.
                session.Wire.Log?.Note($"passed over a folder: {exception.Message}");
            }
        }
    }

    /// <summary>Whether a folder is there. Its name is then known in the server's own spelling.</summary>
    public static async ValueTask<bool> ExistsAsync(ImapSession session, string name, CancellationToken cancellationToken) =>
        name.AsSpan().ContainsAny('*', '%') || session.View.MayBeWrittenOtherwise(name)
            ? (await ListAsync(session, "*", withCounts: false, cancellationToken)).Exists(folder => folder.Selectable && folder.Name == session.View.CompleteFolder(name))
            : (await ListAsync(session, name, withCounts: false, cancellationToken)).Exists(folder => folder.Selectable);

    public static async ValueTask CreateAsync(ImapSession session, string name, CancellationToken cancellationToken)
    {
        var status = await session.RunAsync(new ImapCommand("CREATE").String(session.View.EncodeFolder(name)), cancellationToken: cancellationToken);
        if (status.Condition is not ImapCondition.Ok && status.Code is not "ALREADYEXISTS" && !await ExistsAsync(session, name, cancellationToken))
        {
            throw session.Refused(status);
        }

        // So that mail programs show it; whether the server keeps subscriptions is its own affair.
        await session.RunAsync(new ImapCommand("SUBSCRIBE").String(session.View.EncodeFolder(name)), cancellationToken: cancellationToken);
    }

    private static MailFolder Read(ImapSession session, ReadOnlySpan<byte> rest)
    {
        var scanner = new ImapScanner(rest);
        var role = FolderRole.None;
        var selectable = true;
        scanner.SkipSpaces();
        if (!scanner.TryTake('('))
        {
            // NIL instead of an empty list.
            scanner.TryString(out _);
        }
        else
        {
            selectable = ReadAttributes(ref scanner, ref role);
        }

        scanner.SkipSpaces();
        char? separator = scanner.TryString(out var mark) && mark.Length == 1 ? (char)mark[0] : null;
        var name = Name(session, ref scanner);
        if (name.Length == 0)
        {
            throw new ImapSyntaxException("a folder without a name");
        }

        return new MailFolder(name, separator, name == "INBOX" ? FolderRole.Inbox : role, RoleIsGuessed: false, selectable);
    }

    private static bool ReadAttributes(ref ImapScanner scanner, ref FolderRole role)
    {
        var selectable = true;
        for (scanner.SkipSpaces(); !scanner.TryTake(')'); scanner.SkipSpaces())
        {
            if (scanner.Next == '(' || scanner.AtEnd)
            {
                throw new ImapSyntaxException("a list of folder attributes that is none");
            }

            scanner.TryString(out var attribute);
            var word = Encoding.ASCII.GetString(attribute).ToUpperInvariant();
            role = Role(word) is not FolderRole.None and var told ? told : role;
            selectable &= word is not "\\NOSELECT" and not "\\NONEXISTENT";
        }

        return selectable;
    }

    // «"Done" (MESSAGES 5 UNSEEN 1)»
    private static (string Name, long? Messages, long? Unread) ReadStatus(ImapSession session, ReadOnlySpan<byte> rest)
    {
        var scanner = new ImapScanner(rest);
        var name = Name(session, ref scanner);
        long? messages = null, unread = null;
        scanner.SkipSpaces();
        scanner.Take('(');
        for (scanner.SkipSpaces(); !scanner.TryTake(')'); scanner.SkipSpaces())
        {
            var item = Encoding.ASCII.GetString(scanner.Atom()).ToUpperInvariant();
            scanner.SkipSpaces();
            long? count = scanner.TryNumber(out var number) ? (long)Math.Min(number, long.MaxValue) : null;
            if (item.Length == 0)
            {
                throw new ImapSyntaxException("a list of counts that is none");
            }

            (messages, unread) = item switch { "MESSAGES" => (count, unread), "UNSEEN" => (messages, count), _ => (messages, unread) };
        }

        return (name, messages, unread);
    }

    private static string Name(ImapSession session, ref ImapScanner scanner)
    {
        scanner.SkipSpaces();

        // Dovecot lists a folder called NIL unquoted: here NIL is a name like any other. Careless servers leave the quotes away around names with spaces too.
        var rest = scanner.Rest;
        scanner.TryString(out var raw);
        var left = scanner.Rest.Trim((byte)' ');
        if (rest is [not (byte)'"', ..] && !left.IsEmpty && left[0] is not ((byte)'(' or (byte)'{') && rest[0] is not ((byte)'{' or (byte)'~'))
        {
            raw = rest.TrimEnd((byte)' ');
            scanner.SkipToEnd();
        }

        var name = session.View.DecodeFolder(Encoding.UTF8.GetString(raw));
        return name.Equals("INBOX", StringComparison.OrdinalIgnoreCase) ? "INBOX" : name;
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
