using Dapper;
using HelpdeskMail.Sandbox.Mailboxes;
using Npgsql;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>A mailbox's folders as Graph has them: a tree with display names, made of IMAP's paths.</summary>
public sealed class MailFolderTree
{
    private static readonly Dictionary<string, string> WellKnown = new(StringComparer.OrdinalIgnoreCase)
    {
        ["inbox"] = Folder.Inbox,
        ["sentitems"] = Folder.SentItems,
        ["deleteditems"] = Folder.DeletedItems,
        ["drafts"] = Folder.Drafts,
        ["junkemail"] = "Junk Email",
        ["archive"] = "Archive",
    };

    private readonly IReadOnlyList<CountedFolder> all;

    private MailFolderTree(long mailbox, IReadOnlyList<CountedFolder> all)
    {
        this.all = all;
        Root = new CountedFolder { Id = -mailbox, MailboxId = mailbox, Name = "", UidValidity = 1, UidNext = 1, Subscribed = true };
    }

    /// <summary>Every folder but the root.</summary>
    public IReadOnlyList<CountedFolder> All => all;

    /// <summary>The folder above all others (<c>msgfolderroot</c>), which IMAP does not show.</summary>
    public CountedFolder Root { get; }

    public static async Task<MailFolderTree> LoadAsync(NpgsqlDataSource database, long mailbox, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return new MailFolderTree(mailbox, [.. await connection.QueryAsync<CountedFolder>(
            """
            select folder.*, count(message.uid)::int as total, (count(message.uid) filter (where not '\Seen' = any(message.flags)))::int as unread, coalesce(sum(message.size), 0)::bigint as bytes
            from folder left join message on message.folder_id = folder.id
            where mailbox_id = @Mailbox group by folder.id order by name <> 'INBOX', lower(name)
            """,
            new { Mailbox = mailbox })]);
    }

    /// <summary>The folder of an id or of one of Graph's own words, such as <c>sentitems</c>; null when there is none.</summary>
    public CountedFolder? Find(string idOrWord)
    {
        if (idOrWord.Equals("msgfolderroot", StringComparison.OrdinalIgnoreCase))
        {
            return Root;
        }

        if (WellKnown.TryGetValue(idOrWord, out var name))
        {
            return all.FirstOrDefault(folder => folder.Name == name);
        }

        var id = ItemId.ReadFolder(idOrWord);
        return id == Root.Id ? Root : all.FirstOrDefault(folder => folder.Id == id);
    }

    public IEnumerable<CountedFolder> Children(CountedFolder parent) => all.Where(folder => Parent(folder).Id == parent.Id);

    /// <summary>The nearest folder above: of <c>A/B/C</c> <c>A/B</c>, else <c>A</c>, else the root.</summary>
    public CountedFolder Parent(CountedFolder folder)
    {
        for (var name = folder.Name; name.LastIndexOf('/') is var slash and > 0;)
        {
            name = name[..slash];
            if (all.FirstOrDefault(other => other.Name == name) is { } parent)
            {
                return parent;
            }
        }

        return Root;
    }

    public string DisplayName(CountedFolder folder)
    {
        var parent = Parent(folder);
        return folder.Id == Root.Id ? "Top of Information Store" : folder.Name == Folder.Inbox ? "Inbox" : parent.Id == Root.Id ? folder.Name : folder.Name[(parent.Name.Length + 1)..];
    }

    /// <summary>IMAP's name for a new folder below this one.</summary>
    public static string PathBelow(CountedFolder parent, string displayName) => parent.Name.Length == 0 ? displayName : $"{parent.Name}/{displayName}";
}
