using HelpdeskMail.Sandbox.Mailboxes;
using Npgsql;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary><c>mailFolders</c>: list, find, make, rename, move, copy, delete.</summary>
public sealed class FolderRoutes(NpgsqlDataSource database, FolderStore folders)
{
    public async Task<IResult> ListAsync(GraphCall call)
    {
        var (query, error) = GraphQuery.Read(call);
        if (error is not null)
        {
            return new GraphRefusal(error);
        }

        var tree = await MailFolderTree.LoadAsync(database, call.MailboxId, call.Cancellation);
        var parent = call.Segment("folder") is { Length: > 0 } id ? tree.Find(id) : tree.Root;
        if (parent is null)
        {
            return new GraphRefusal(GraphErrors.ItemMissing);
        }

        var found = tree.Children(parent).Where(folder => query.Filter.Fits(name => name switch
        {
            "displayName" => tree.DisplayName(folder),
            "isHidden" => false,
            _ => null,
        })).ToList();
        return GraphPage.List(call, "mailFolders", query, found.Skip(query.Skip).Take(query.PageSize).Select(folder => GraphPage.Select(FolderJson.Write(tree, folder), query.Select)), found.Count);
    }

    public async Task<IResult> GetAsync(GraphCall call)
    {
        var (query, error) = GraphQuery.Read(call);
        var tree = await MailFolderTree.LoadAsync(database, call.MailboxId, call.Cancellation);
        return error is not null ? new GraphRefusal(error)
            : tree.Find(call.Segment("folder")) is { } folder ? GraphPage.One(call, "mailFolders", GraphPage.Select(FolderJson.Write(tree, folder), query.Select))
            : new GraphRefusal(GraphErrors.ItemMissing);
    }

    public async Task<IResult> CreateAsync(GraphCall call)
    {
        if (await NameAsync(call) is not { } name)
        {
            return new GraphRefusal(GraphErrors.PropertyInvalid("displayName"));
        }

        var tree = await MailFolderTree.LoadAsync(database, call.MailboxId, call.Cancellation);
        var parent = call.Segment("folder") is { Length: > 0 } id ? tree.Find(id) : tree.Root;
        if (parent is null)
        {
            return new GraphRefusal(GraphErrors.ItemMissing);
        }

        // Exchange compares display names without case.
        if (tree.Children(parent).Any(child => tree.DisplayName(child).Equals(name, StringComparison.OrdinalIgnoreCase))
            || !await folders.CreateAsync(call.MailboxId, MailFolderTree.PathBelow(parent, name), call.Cancellation))
        {
            return new GraphRefusal(GraphErrors.FolderExists);
        }

        tree = await MailFolderTree.LoadAsync(database, call.MailboxId, call.Cancellation);
        var made = tree.Children(tree.Find(ItemId.OfFolder(parent.Id))!).First(child => tree.DisplayName(child) == name);
        return GraphPage.One(call, "mailFolders", FolderJson.Write(tree, made), StatusCodes.Status201Created);
    }

    /// <summary>A new <c>displayName</c>.</summary>
    public async Task<IResult> RenameAsync(GraphCall call)
    {
        if (await NameAsync(call) is not { } name)
        {
            return new GraphRefusal(GraphErrors.PropertyInvalid("displayName"));
        }

        return await PutAsync(call, StatusCodes.Status200OK, (tree, folder) => (tree.Parent(folder), name));
    }

    /// <summary>Below another folder, <c>destinationId</c>.</summary>
    public async Task<IResult> MoveAsync(GraphCall call)
    {
        var target = await GraphBody.ReadJsonAsync(call.Context.Request) is { } body ? GraphBody.Text(body, "destinationId") : null;
        return target is null ? new GraphRefusal(GraphErrors.PropertyInvalid("destinationId"))
            : await PutAsync(call, StatusCodes.Status201Created, (tree, folder) => (tree.Find(target), tree.DisplayName(folder)));
    }

    /// <summary>A copy below another folder, <c>destinationId</c>, with all messages and folders in it.</summary>
    public async Task<IResult> CopyAsync(GraphCall call)
    {
        var target = await GraphBody.ReadJsonAsync(call.Context.Request) is { } body ? GraphBody.Text(body, "destinationId") : null;
        if (target is null)
        {
            return new GraphRefusal(GraphErrors.PropertyInvalid("destinationId"));
        }

        var tree = await MailFolderTree.LoadAsync(database, call.MailboxId, call.Cancellation);
        if (tree.Find(call.Segment("folder")) is not { } folder || tree.Find(target) is not { } parent)
        {
            return new GraphRefusal(GraphErrors.ItemMissing);
        }

        if (folder.Id == tree.Root.Id || IsWithin(parent, folder))
        {
            return new GraphRefusal(new GraphError(400, "ErrorCannotCopyFolder", "The root folder cannot be copied, and no folder into itself or below itself."));
        }

        var name = tree.DisplayName(folder);
        if (tree.Children(parent).Any(child => tree.DisplayName(child).Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            return new GraphRefusal(GraphErrors.FolderExists);
        }

        var copy = await folders.CopyAsync((await folders.FindAsync(folder.Id, call.Cancellation))!, MailFolderTree.PathBelow(parent, name), call.Cancellation);
        tree = await MailFolderTree.LoadAsync(database, call.MailboxId, call.Cancellation);
        return GraphPage.One(call, "mailFolders", FolderJson.Write(tree, tree.Find(ItemId.OfFolder(copy))!), StatusCodes.Status201Created);
    }

    public async Task<IResult> DeleteAsync(GraphCall call)
    {
        var tree = await MailFolderTree.LoadAsync(database, call.MailboxId, call.Cancellation);
        if (tree.Find(call.Segment("folder")) is not { } folder)
        {
            return new GraphRefusal(GraphErrors.ItemMissing);
        }

        if (folder.Id == tree.Root.Id || Folder.Initial.Contains(folder.Name, StringComparer.Ordinal))
        {
            return new GraphRefusal(new GraphError(403, "ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be deleted."));
        }

        foreach (var one in tree.Children(folder).Append(folder))
        {
            await folders.DeleteAsync((await folders.FindAsync(one.Id, call.Cancellation))!, call.Cancellation);
        }

        return TypedResults.NoContent();
    }

    private static bool IsWithin(CountedFolder folder, CountedFolder other) => folder.Name == other.Name || folder.Name.StartsWith(other.Name + "/", StringComparison.Ordinal);

    private static async Task<string?> NameAsync(GraphCall call)
    {
        var name = await GraphBody.ReadJsonAsync(call.Context.Request) is { } body ? GraphBody.Text(body, "displayName")?.Trim() : null;
        return name is not { Length: > 0 and <= 250 } || name.Contains('/', StringComparison.Ordinal) || name.Any(char.IsControl) ? null : name;
    }

    /// <summary>Puts the folder of the path elsewhere, with all below it; its id stays.</summary>
    private async Task<IResult> PutAsync(GraphCall call, int status, Func<MailFolderTree, CountedFolder, (CountedFolder? Parent, string Name)> place)
    {
        var tree = await MailFolderTree.LoadAsync(database, call.MailboxId, call.Cancellation);
        if (tree.Find(call.Segment("folder")) is not { } folder || place(tree, folder) is not ({ } parent, var name))
        {
            return new GraphRefusal(GraphErrors.ItemMissing);
        }

        if (folder.Id == tree.Root.Id || Folder.Initial.Contains(folder.Name, StringComparer.Ordinal) || IsWithin(parent, folder))
        {
            return new GraphRefusal(new GraphError(403, "ErrorMoveDistinguishedFolder", "Distinguished folders cannot be renamed or moved, and no folder below itself."));
        }

        if (tree.Children(parent).Any(child => child.Id != folder.Id && tree.DisplayName(child).Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            return new GraphRefusal(GraphErrors.FolderExists);
        }

        await folders.RenameAsync((await folders.FindAsync(folder.Id, call.Cancellation))!, MailFolderTree.PathBelow(parent, name), call.Cancellation);
        tree = await MailFolderTree.LoadAsync(database, call.MailboxId, call.Cancellation);
        return GraphPage.One(call, "mailFolders", FolderJson.Write(tree, tree.Find(ItemId.OfFolder(folder.Id))!), status);
    }
}
