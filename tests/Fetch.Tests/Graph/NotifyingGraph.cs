using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HelpdeskMail.Fetch.Tests.Graph;

/// <summary>One inbox of Graph that tells of changes: tries the address given to it first, as Graph does. It also stands for the internet's way to the service under test.</summary>
internal sealed class NotifyingGraph : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<string> messages = new();
    private readonly HttpClient http = new();

    private NotifyingGraph(WebApplication app) => this.app = app;

    /// <summary>Subscriptions as they were asked for, by id.</summary>
    public ConcurrentDictionary<string, JsonNode> Subscriptions { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<string> Renewed { get; } = new();

    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Where the service under test is.</summary>
    public Uri? Service { get; set; }

    public int Lists { get; private set; }

    public static async Task<NotifyingGraph> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var graph = new NotifyingGraph(app);
        app.MapGet("/v1.0/users/{user}/mailFolders/inbox", () => Results.Json(new { id = "inbox-id", totalItemCount = graph.messages.Count }));
        app.MapGet("/v1.0/users/{user}/mailFolders/inbox-id/messages/delta", graph.List);
        app.MapGet("/v1.0/users/{user}/messages/{id}", (string id) => Results.Json(new { id, isRead = false, receivedDateTime = TimeProvider.System.GetUtcNow() }));
        app.MapGet("/v1.0/users/{user}/messages/{id}/$value", (string id) => Results.Bytes(Encoding.ASCII.GetBytes($"Subject: {id}\r\n\r\nHello\r\n"), "text/plain"));
        app.MapPost("/v1.0/subscriptions", graph.SubscribeAsync);
        app.MapPatch("/v1.0/subscriptions/{id}", async (string id, HttpRequest request) =>
        {
            graph.Renewed.Enqueue(id);
            return graph.Subscriptions.ContainsKey(id) ? Results.Json(await JsonNode.ParseAsync(request.Body)) : Results.Json(new { error = new { code = "ResourceNotFound", message = "gone" } }, statusCode: 404);
        });
        app.MapPost("/graph/notifications", async (HttpRequest request) => await graph.PassOnAsync(request.QueryString.Value!, await new StreamReader(request.Body).ReadToEndAsync()));
        await app.StartAsync();
        return graph;
    }

    public void Deliver(string id) => messages.Enqueue(id);

    /// <summary>Tells the subscriber something in Graph's form.</summary>
    public async Task<int> TellAsync(string clientState, string? lifecycleEvent = null)
    {
        var told = new JsonObject { ["value"] = new JsonArray(new JsonObject { ["subscriptionId"] = "x", ["clientState"] = clientState, ["changeType"] = "created", ["lifecycleEvent"] = lifecycleEvent }) };
        using var answer = await http.PostAsync(new Uri(Service!, "/graph/notifications"), new StringContent(told.ToJsonString(), Encoding.UTF8, "application/json"));
        return (int)answer.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
    }

    private IResult List(HttpRequest request, string user)
    {
        Lists++;
        var from = int.TryParse(request.Query["$deltatoken"], out var token) ? token : 0;
        var all = messages.ToArray();
        return Results.Json(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["value"] = all[from..].Select(id => new { id, isRead = false, receivedDateTime = TimeProvider.System.GetUtcNow() }),
            ["@odata.deltaLink"] = $"{Address}v1.0/users/{Uri.EscapeDataString(user)}/mailFolders/inbox-id/messages/delta?$deltatoken={all.Length}",
        });
    }

    private async Task<IResult> SubscribeAsync(HttpRequest request)
    {
        var wanted = (await JsonNode.ParseAsync(request.Body))!;
        const string Token = "Validation: <b>&+ä token";
        using var answer = await http.PostAsync(new Uri($"{wanted["notificationUrl"]}?validationToken={Uri.EscapeDataString(Token)}"), null);
        if (await answer.Content.ReadAsStringAsync() != Token || answer.Content.Headers.ContentType?.MediaType != "text/plain")
        {
            return Results.Json(new { error = new { code = "ValidationError", message = "The address did not answer the trial." } }, statusCode: 400);
        }

        var id = Guid.NewGuid().ToString();
        Subscriptions[id] = wanted;
        return Results.Json(new { id, expirationDateTime = wanted["expirationDateTime"]!.GetValue<DateTime>() }, statusCode: 201);
    }

    private async Task<IResult> PassOnAsync(string query, string body)
    {
        using var answer = await http.PostAsync(new Uri(Service!, "/graph/notifications" + query), new StringContent(body, Encoding.UTF8, "application/json"));
        return Results.Text(await answer.Content.ReadAsStringAsync(), answer.Content.Headers.ContentType?.ToString(), statusCode: (int)answer.StatusCode);
    }
}
