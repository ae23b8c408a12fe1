using System.Text.Json.Nodes;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>Writes a folder as Graph's resource type <c>mailFolder</c>.</summary>
internal static class FolderJson
{
    public static JsonObject Write(MailFolderTree tree, CountedFolder folder) => new()
    {
        ["id"] = ItemId.OfFolder(folder.Id),
        ["displayName"] = tree.DisplayName(folder),
        ["parentFolderId"] = ItemId.OfFolder(tree.Parent(folder).Id),
        ["childFolderCount"] = tree.Children(folder).Count(child => child.Id != folder.Id),
        ["unreadItemCount"] = folder.Unread,
        ["totalItemCount"] = folder.Total,
        ["sizeInBytes"] = folder.Bytes,
        ["isHidden"] = false,
    };
}
