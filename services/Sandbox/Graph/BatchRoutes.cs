using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>
/// <c>$batch</c>: up to 20 requests in one, each answered by itself under its id, all within an answer of 200. They run one after the other; one that <c>dependsOn</c> a failed one is not run and answers 424.
/// </summary>
public sealed class BatchRoutes(GraphGate gate)
{
    private const int MostRequests = 20;

    /// <summary>The rest of the program's pipeline, by which each request is answered; set while that is built.</summary>
    public RequestDelegate? Pipeline { get; set; }

    public Task<IResult> RunAsync(HttpContext context) => gate.GuardAsync(context, async _ =>
    {
        if (await GraphBody.ReadJsonAsync(context.Request) is not { } body || body["requests"] is not JsonArray { Count: > 0 } requests)
        {
            return new GraphRefusal(GraphErrors.BodyMissing);
        }

        if (requests.Count > MostRequests)
        {
            return new GraphRefusal(GraphErrors.BatchInvalid($"The number of batch requests is larger than the maximum allowed number of requests {MostRequests}."));
        }

        var steps = requests.OfType<JsonObject>().ToList();
        var ids = steps.Select(Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (ids.Count < requests.Count || ids.Contains("") || steps.Exists(step => GraphBody.Text(step, "method") is null || GraphBody.Text(step, "url") is null))
        {
            return new GraphRefusal(GraphErrors.BatchInvalid("Each batch request must have an id of its own, a method and a url."));
        }

        var (answers, failed) = (new JsonArray(), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        foreach (var step in steps)
        {
            var waitsFor = (step["dependsOn"] as JsonArray ?? []).Select(id => id?.ToString() ?? "").ToList();
            if (waitsFor.Exists(id => !answers.Any(answer => Id(answer!.AsObject()).Equals(id, StringComparison.OrdinalIgnoreCase))))
            {
                return new GraphRefusal(GraphErrors.BatchInvalid($"The request '{Id(step)}' depends on one that does not come before it."));
            }

            var answer = waitsFor.Exists(failed.Contains) ? Failed(step) : await AnswerAsync(context, step);
            if ((int)answer["status"]! >= StatusCodes.Status400BadRequest)
            {
                failed.Add(Id(step));
            }

            answers.Add(answer);
        }

        return TypedResults.Json(new JsonObject { ["responses"] = answers });
    });

    private static string Id(JsonObject step) => step["id"]?.ToString() ?? "";

    private static JsonObject Failed(JsonObject step) => new()
    {
        ["id"] = Id(step),
        ["status"] = StatusCodes.Status424FailedDependency,
        ["headers"] = new JsonObject { ["Content-Type"] = "application/json" },
        ["body"] = new JsonObject { ["error"] = new JsonObject { ["code"] = "FailedDependency", ["message"] = "Failed dependency: a request that this one depends on has failed." } },
    };

    private async Task<JsonObject> AnswerAsync(HttpContext outer, JsonObject step)
    {
        using var written = new MemoryStream();
        var inner = new DefaultHttpContext { RequestServices = outer.RequestServices, RequestAborted = outer.RequestAborted };
        var (url, own) = (GraphBody.Text(step, "url")!.TrimStart('/'), step["headers"] as JsonObject ?? []);
        var mark = url.IndexOf('?', StringComparison.Ordinal);
        var request = inner.Request;
        (request.Scheme, request.Host, request.Protocol) = (outer.Request.Scheme, outer.Request.Host, outer.Request.Protocol);
        (inner.Connection.LocalPort, inner.Connection.RemoteIpAddress) = (outer.Connection.LocalPort, outer.Connection.RemoteIpAddress);
        request.Method = GraphBody.Text(step, "method")!.ToUpperInvariant();
        request.Path = "/v1.0/" + Uri.UnescapeDataString(mark < 0 ? url : url[..mark]);
        request.QueryString = mark < 0 ? QueryString.Empty : QueryString.Create(QueryHelpers.ParseQuery(url[mark..]));
        request.Headers.Authorization = outer.Request.Headers.Authorization;
        foreach (var (name, value) in own)
        {
            request.Headers[name] = value?.ToString();
        }

        var content = Content(step["body"], request.ContentType);
        (request.Body, request.ContentLength) = (new MemoryStream(content), content.Length);
        inner.Response.Body = written;
        await Pipeline!(inner);
        return Write(step, inner.Response, written.ToArray());
    }

    /// <summary>A body of JSON goes on as such; text is that of a text, else base64 of bytes.</summary>
    private static byte[] Content(JsonNode? body, string? type) => body switch
    {
        null => [],
        JsonValue value when value.TryGetValue<string>(out var text) => type?.StartsWith("text/", StringComparison.OrdinalIgnoreCase) is true || GraphBody.DecodeMime(Encoding.UTF8.GetBytes(text)) is not { } bytes
            ? Encoding.UTF8.GetBytes(text)
            : bytes,
        _ => JsonSerializer.SerializeToUtf8Bytes(body),
    };

    private static JsonObject Write(JsonObject step, HttpResponse response, byte[] body)
    {
        var isJson = response.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) is true;
        var answer = new JsonObject
        {
            ["id"] = Id(step),
            ["status"] = response.StatusCode,
            ["headers"] = new JsonObject(response.Headers.Where(field => field.Key is not "Content-Length").Select(field => KeyValuePair.Create(field.Key, (JsonNode?)field.Value.ToString()))),
        };
        if (body.Length > 0)
        {
            answer["body"] = isJson ? JsonNode.Parse(body) : Convert.ToBase64String(body);
        }

        return answer;
    }
}
