using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Mail.Graph;

/// <summary>Folders by name: Graph knows them by id, and the special ones by words of its own. Levels of a name are parted by a slash.</summary>
internal sealed class GraphFolders(GraphClient client)
{
    private const string Fields = "$select=id,displayName,totalItemCount,unreadItemCount,childFolderCount&$top=100";

    private static readonly (string Word, FolderRole Role)[] WellKnown =
    [
        ("inbox", FolderRole.Inbox), ("sentitems", FolderRole.Sent), ("deleteditems", FolderRole.Trash), ("drafts", FolderRole.Drafts), ("junkemail", FolderRole.Junk), ("archive", FolderRole.Archive),
    ];

    public async Task<List<MailFolder>> ListAsync(CancellationToken cancellationToken)
    {
        var roles = new Dictionary<string, FolderRole>(StringComparer.Ordinal);
        foreach (var (word, role) in WellKnown)
        {
            if (await client.JsonAsync(HttpMethod.Get, client.Of($"mailFolders/{word}?$select=id"), null, mayBeMissing: true, cancellationToken) is { } folder)
            {
                roles.TryAdd(folder.Text("id") ?? "", role);
            }
        }

        var folders = new List<MailFolder>();
        await AddAsync("mailFolders", "", depth: 0);
        return folders;

        async Task AddAsync(string path, string prefix, int depth)
        {
            // Exchange allows 300 levels; nobody has more than a few.
            if (depth > 30)
            {
                return;
            }

            await foreach (var item in client.PagesAsync(client.Of($"{path}?{Fields}"), null, cancellationToken))
            {
                var (id, role) = (item.Text("id") ?? "", roles.GetValueOrDefault(item.Text("id") ?? ""));
                var name = role is FolderRole.Inbox ? "INBOX" : prefix + item.Text("displayName");
                folders.Add(new MailFolder(name, '/', role, RoleIsGuessed: false, Selectable: true) { Messages = item.Number("totalItemCount"), Unread = item.Number("unreadItemCount") });
                if (item.Number("childFolderCount") > 0)
                {
                    await AddAsync($"mailFolders/{Uri.EscapeDataString(id)}/childFolders", name + "/", depth + 1);
                }
            }
        }
    }

    /// <summary>The id (or Graph's word) of a folder; a missing one is made when that is wanted.</summary>
    /// <exception cref="MailFailureException">It does not exist.</exception>
    public async Task<string> FindAsync(string name, bool createIfMissing, CancellationToken cancellationToken)
    {
        if (name.Length == 0 || name.Equals("INBOX", StringComparison.OrdinalIgnoreCase))
        {
            return "inbox";
        }

        var levels = name.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var underInbox = levels[0].Equals("INBOX", StringComparison.OrdinalIgnoreCase);
        var (path, id) = underInbox ? ("mailFolders/inbox/childFolders", "inbox") : ("mailFolders", "");
        foreach (var level in levels.Skip(underInbox ? 1 : 0))
        {
            id = await FindChildAsync(path, level, cancellationToken)
                ?? (createIfMissing ? await CreateAsync(path, level, cancellationToken) : throw new MailFailureException(MailFailures.FolderMissing(client.ServerName), connectionLost: false));
            path = $"mailFolders/{Uri.EscapeDataString(id)}/childFolders";
        }

        return id;
    }

    private async Task<string?> FindChildAsync(string path, string name, CancellationToken cancellationToken)
    {
        var filter = Uri.EscapeDataString($"displayName eq '{name.Replace("'", "''", StringComparison.Ordinal)}'");
        await foreach (var folder in client.PagesAsync(client.Of($"{path}?$filter={filter}&$select=id"), null, cancellationToken))
        {
            return folder.Text("id");
        }

        return null;
    }

    private async Task<string> CreateAsync(string path, string name, CancellationToken cancellationToken) =>
        (await client.JsonAsync(HttpMethod.Post, client.Of(path), GraphClient.Json(new { displayName = name }), mayBeMissing: false, cancellationToken))?.Text("id")
        ?? throw new MailFailureException(ConnectionFailures.Violation(client.ServerName, "a new folder without an id"), connectionLost: false);
}
