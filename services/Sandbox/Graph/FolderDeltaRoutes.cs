using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>
/// <c>mailFolders/delta</c>: first all folders of the mailbox, whatever they lie in, later those that were made, renamed, moved or deleted, or whose numbers have changed, page by page. A page's <c>@odata.nextLink</c>
/// leads on, the last page's <c>@odata.deltaLink</c> begins the next round.
/// </summary>
public sealed class FolderDeltaRoutes(NpgsqlDataSource database)
{
    private const int DefaultPage = 10;
    private const int LargestPage = 1000;

    public async Task<IResult> ListAsync(GraphCall call)
    {
        var query = call.Context.Request.Query;
        var given = query["$deltatoken"].FirstOrDefault() ?? query["$skiptoken"].FirstOrDefault();
        var state = given is null ? new FolderDeltaToken(call.MailboxId, new Dictionary<long, int>(), query["$select"].FirstOrDefault()) : FolderDeltaToken.Read(given);
        if (state is null)
        {
            return new GraphRefusal(GraphErrors.TokenUnreadable);
        }

        if (state.Mailbox != call.MailboxId)
        {
            return new GraphRefusal(GraphErrors.SyncStateMissing);
        }

        var tree = await MailFolderTree.LoadAsync(database, call.MailboxId, call.Cancellation);
        return Answer(call, state, tree);
    }

    private static JsonHttpResult<JsonObject> Answer(GraphCall call, FolderDeltaToken state, MailFolderTree tree)
    {
        var select = state.Select?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var size = Math.Min(call.MaxPageSize ?? DefaultPage, LargestPage);
        var present = tree.All.ToDictionary(folder => folder.Id, folder => FolderJson.Write(tree, folder));
        var changed = present.Where(one => !state.Known.TryGetValue(one.Key, out var told) || told != Digest(one.Value)).Select(one => one.Key);
        var news = changed.Concat(state.Known.Keys.Where(id => !present.ContainsKey(id))).Order().ToList();
        var known = new Dictionary<long, int>(state.Known);
        var told = new JsonArray();
        foreach (var id in news.Take(size))
        {
            if (present.TryGetValue(id, out var folder))
            {
                known[id] = Digest(folder);
                folder = GraphPage.Select(folder, select);
                folder.Insert(0, "@odata.type", "#microsoft.graph.mailFolder");
                told.Add(folder);
            }
            else
            {
                known.Remove(id);
                told.Add(new JsonObject { ["@odata.type"] = "#microsoft.graph.mailFolder", ["id"] = ItemId.OfFolder(id), ["@removed"] = new JsonObject { ["reason"] = "deleted" } });
            }
        }

        var goesOn = news.Count > size;
        return TypedResults.Json(new JsonObject
        {
            ["@odata.context"] = $"{call.Service}/$metadata#Collection(mailFolder)",
            [goesOn ? "@odata.nextLink" : "@odata.deltaLink"] = $"{call.Address}?{(goesOn ? "$skiptoken" : "$deltatoken")}={(state with { Known = known }).Write()}",
            ["value"] = told,
        });
    }

    private static int Digest(JsonObject folder) => BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(folder.ToJsonString())));
}
