using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>Answers in OData's form.</summary>
internal static class GraphPage
{
    /// <summary>One element.</summary>
    public static JsonHttpResult<JsonObject> One(GraphCall call, string context, JsonObject element, int status = StatusCodes.Status200OK)
    {
        element.Insert(0, "@odata.context", $"{call.Service}/$metadata#users('{call.Owner.Id}')/{context}/$entity");
        return TypedResults.Json(element, statusCode: status);
    }

    /// <summary>A page of a list: <paramref name="total"/> says how many elements there are in all.</summary>
    public static JsonHttpResult<JsonObject> List(GraphCall call, string context, GraphQuery query, IEnumerable<JsonObject> page, int total)
    {
        var answer = new JsonObject { ["@odata.context"] = $"{call.Service}/$metadata#users('{call.Owner.Id}')/{context}" };
        if (query.Count)
        {
            answer["@odata.count"] = total;
        }

        answer["value"] = new JsonArray([.. page]);
        if (query.Skip + query.PageSize < total)
        {
            answer["@odata.nextLink"] = Link(call, query.PageSize, query.Skip + query.PageSize);
        }

        return TypedResults.Json(answer);
    }

    /// <summary>Leaves what was asked for; an id always stays.</summary>
    public static JsonObject Select(JsonObject element, IReadOnlySet<string>? select)
    {
        if (select is null)
        {
            return element;
        }

        foreach (var name in element.Select(member => member.Key).Where(name => name is not "id" && !name.StartsWith('@') && !select.Contains(name)).ToList())
        {
            element.Remove(name);
        }

        return element;
    }

    private static string Link(GraphCall call, int top, int skip)
    {
        var kept = call.Context.Request.Query.Where(pair => pair.Key is not ("$top" or "$skip"))
            .Append(KeyValuePair.Create("$top", new Microsoft.Extensions.Primitives.StringValues($"{top}")))
            .Append(KeyValuePair.Create("$skip", new Microsoft.Extensions.Primitives.StringValues($"{skip}")));
        return $"{call.Address}?{string.Join('&', kept.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value.ToString())}"))}";
    }
}
