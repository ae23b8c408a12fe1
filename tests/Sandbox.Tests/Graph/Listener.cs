using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace HelpdeskMail.Sandbox.Tests.Graph;

/// <summary>An application's notification address on a free port.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly WebApplication app;

    private Listener(WebApplication app) => this.app = app;

    public string Address => app.Urls.First() + "/notifications";

    public ConcurrentQueue<JsonObject> Received { get; } = [];

    /// <summary>Notifications it refuses before it takes any.</summary>
    public int Refuses { get; set; }

    /// <summary>What it answers to the handshake; null: the token, as it should.</summary>
    public string? Handshake { get; set; }

    public static async Task<Listener> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var listener = new Listener(builder.Build());
        listener.app.MapPost("/notifications", listener.TakeAsync);
        await listener.app.StartAsync();
        return listener;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        if (request.Query["validationToken"].FirstOrDefault() is { } token)
        {
            return TypedResults.Text(Handshake ?? token);
        }

        if (Refuses-- > 0)
        {
            return TypedResults.StatusCode(503);
        }

        var body = (await JsonNode.ParseAsync(request.Body))!;
        foreach (var notification in body["value"]!.AsArray())
        {
            Received.Enqueue(notification!.DeepClone().AsObject());
        }

        return TypedResults.StatusCode(202);
    }
}
