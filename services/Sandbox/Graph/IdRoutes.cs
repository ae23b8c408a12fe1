using System.Text.Json.Nodes;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary><c>translateExchangeIds</c>: from the ids that change (<c>restId</c>) to those that stay (<c>restImmutableEntryId</c>) and back; the formats of Exchange's older interfaces are not known here.</summary>
public sealed class IdRoutes(FiledMessages filed)
{
    private const int MostIds = 1000;
    private const string Changing = "restId";
    private const string Staying = "restImmutableEntryId";

    public async Task<IResult> TranslateAsync(GraphCall call)
    {
        if (await GraphBody.ReadJsonAsync(call.Context.Request) is not { } body)
        {
            return new GraphRefusal(GraphErrors.BodyMissing);
        }

        var ids = (body["inputIds"] as JsonArray ?? []).Select(id => id?.ToString() ?? "").ToList();
        if (ids.Count is 0 or > MostIds)
        {
            return new GraphRefusal(GraphErrors.PropertyInvalid("inputIds"));
        }

        foreach (var name in (string[])["sourceIdType", "targetIdType"])
        {
            if (GraphBody.Text(body, name) is not (Changing or Staying))
            {
                return new GraphRefusal(GraphErrors.PropertyInvalid(name));
            }
        }

        var translated = new JsonArray();
        foreach (var id in ids)
        {
            var element = new JsonObject { ["sourceId"] = id };
            if (await filed.FindAsync(call.MailboxId, id, call.Cancellation) is { } message)
            {
                element["targetId"] = ItemId.Of(message, GraphBody.Text(body, "targetIdType") == Staying);
            }
            else
            {
                element["errorDetails"] = new JsonObject { ["code"] = ItemId.ReadMessage(id) is null ? GraphErrors.IdMalformed.Code : GraphErrors.ItemMissing.Code };
            }

            translated.Add(element);
        }

        return TypedResults.Json(new JsonObject { ["@odata.context"] = $"{call.Service}/$metadata#Collection(microsoft.graph.convertIdResult)", ["value"] = translated });
    }
}
