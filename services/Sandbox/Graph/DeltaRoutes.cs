using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.Mailboxes;
using Npgsql;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>
/// <c>mailFolders/{id}/messages/delta</c>: first all messages of the folder, later what changed, page by page. A page's <c>@odata.nextLink</c> leads on, the last page's <c>@odata.deltaLink</c> begins the next round. With a
/// <c>$filter</c> a round ends at 5,000 messages, as Graph's does.
/// </summary>
public sealed class DeltaRoutes(NpgsqlDataSource database, FiledMessages filed, MessageStore messages)
{
    private const int MostFiltered = 5000;
    private const int DefaultPage = 10;
    private const int LargestPage = 1000;

    public async Task<IResult> ListAsync(GraphCall call)
    {
        var query = call.Context.Request.Query;
        var tree = await MailFolderTree.LoadAsync(database, call.MailboxId, call.Cancellation);
        if (tree.Find(call.Segment("folder")) is not { Id: > 0 } folder)
        {
            return new GraphRefusal(GraphErrors.ItemMissing);
        }

        var given = query["$deltatoken"].FirstOrDefault() ?? query["$skiptoken"].FirstOrDefault();
        var state = given is null
            ? new DeltaToken(folder.Id, folder.UidValidity, 0, null, query["$select"].FirstOrDefault(), query["$filter"].FirstOrDefault(), query["changeType"].FirstOrDefault(), First: true, 0)
            : DeltaToken.Read(given);
        if (state is null)
        {
            return new GraphRefusal(GraphErrors.TokenUnreadable);
        }

        if (state.Folder != folder.Id || state.Generation != folder.UidValidity)
        {
            return new GraphRefusal(GraphErrors.SyncStateMissing);
        }

        var filter = GraphFilter.Parse(state.Filter);
        return filter is null || filter.Properties.Any(property => property != "receivedDateTime")
            ? new GraphRefusal(GraphErrors.FilterInvalid)
            : await AnswerAsync(call, state, filter);
    }

    private async Task<IResult> AnswerAsync(GraphCall call, DeltaToken state, GraphFilter filter)
    {
        var upTo = state.UpTo ?? await filed.LastChangeAsync(state.Folder, call.Cancellation);
        var size = Math.Min(call.MaxPageSize ?? DefaultPage, LargestPage);
        var select = state.Select?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var (told, after, more) = (new JsonArray(), state.After, true);
        while (told.Count < size && more)
        {
            var changes = await filed.ChangesAsync(state.Folder, after, upTo, size - told.Count, call.Cancellation);
            more = changes.Count == size - told.Count && changes.Count > 0;
            foreach (var change in changes)
            {
                after = change.Change;
                if (change.Message is { } message ? filter.Fits(_ => message.ReceivedAt) && Wanted(state, "created", "updated") : !state.First && Wanted(state, "deleted"))
                {
                    told.Add(change.Message is null ? MessageJson.Removed(change.ItemId, change.EntryId, call.ImmutableIds) : await WriteAsync(call, change.Message, select));
                }
            }
        }

        var count = state.Told + told.Count;
        var goesOn = more && after < upTo && (filter.IsEmpty || count < MostFiltered);
        var next = goesOn ? state with { After = after, UpTo = upTo, Told = count } : state with { After = Math.Max(upTo, after), UpTo = null, First = false, Told = 0 };
        return TypedResults.Json(new JsonObject
        {
            ["@odata.context"] = $"{call.Service}/$metadata#Collection(message)",
            [goesOn ? "@odata.nextLink" : "@odata.deltaLink"] = $"{call.Address}?{(goesOn ? "$skiptoken" : "$deltatoken")}={next.Write()}",
            ["value"] = told,
        });
    }

    private async Task<JsonObject> WriteAsync(GraphCall call, FiledMessage message, IReadOnlySet<string>? select)
    {
        var raw = MessageJson.NeedsSource(select, "") ? await messages.RawAsync(message.ContentId, call.Cancellation) : null;
        var element = MessageJson.Write(message, raw, call.ImmutableIds, select, "", call.BodyType);
        element.Insert(0, "@odata.type", "#microsoft.graph.message");
        return element;
    }

    private static bool Wanted(DeltaToken state, params string[] changes) => state.Changes is null || changes.Any(change => state.Changes.Contains(change, StringComparison.OrdinalIgnoreCase));
}
