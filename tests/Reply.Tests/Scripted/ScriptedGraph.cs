using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HelpdeskMail.Reply.Tests.Scripted;

/// <summary>As much of Graph as sending by it needs, on a real port: sendMail, and a Sent folder that can be searched by Message-ID.</summary>
public sealed class ScriptedGraph : IAsyncDisposable
{
    private readonly WebApplication app;

    private ScriptedGraph(WebApplication app) => this.app = app;

    public int Port => new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    /// <summary>Messages taken, with the mailbox they were sent from.</summary>
    public ConcurrentQueue<(string Mailbox, string Content)> Taken { get; } = new();

    /// <summary>Tokens shown to sendMail.</summary>
    public ConcurrentQueue<string> Tokens { get; } = new();

    /// <summary>What is answered to sendMail: null takes the message; «drop» takes it and breaks the connection before an answer.</summary>
    public Func<string, string?> OnSend { get; set; } = _ => null;

    /// <summary>Whether what was taken lies in the Sent folder.</summary>
    public bool Files { get; set; } = true;

    public static async Task<ScriptedGraph> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var graph = new ScriptedGraph(builder.Build());
        graph.app.MapPost("/v1.0/users/{mailbox}/sendMail", graph.SendAsync);
        graph.app.MapGet("/v1.0/users/{mailbox}/mailFolders", () => Results.Text("""{"value":[{"id":"sent-1","displayName":"Gesendete Elemente"}]}""", "application/json"));
        graph.app.MapGet("/v1.0/users/{mailbox}/mailFolders/{id}", (string id) =>
            id is "inbox" or "sentitems" or "sent-1" ? Results.Text($$"""{"id":"{{(id == "inbox" ? "inbox-1" : "sent-1")}}","totalItemCount":0}""", "application/json") : Results.NotFound());
        graph.app.MapGet("/v1.0/users/{mailbox}/mailFolders/sent-1/messages", graph.Find);
        graph.app.MapGet("/v1.0/users/{mailbox}/messages/{id}", (string id) =>
            Results.Text($$"""{"id":"{{id}}","internetMessageId":"<{{Encoding.UTF8.GetString(Convert.FromHexString(id))}}>"}""", "application/json"));
        graph.app.MapGet("/v1.0/users/{mailbox}/messages/{id}/$value", (string id) => Results.Text($"Message-ID: <{Encoding.UTF8.GetString(Convert.FromHexString(id))}>\r\n\r\n"));
        await graph.app.StartAsync();
        return graph;
    }

    public int Copies(string messageId) => Taken.Count(mail => mail.Content.Contains(messageId, StringComparison.Ordinal));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task SendAsync(string mailbox, HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var content = Encoding.UTF8.GetString(Convert.FromBase64String(await reader.ReadToEndAsync()));
        var token = context.Request.Headers.Authorization.ToString();
        Tokens.Enqueue(token);
        switch (OnSend(token))
        {
            case null:
                Taken.Enqueue((mailbox, content));
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                break;
            case "drop":
                Taken.Enqueue((mailbox, content));
                context.Abort();
                break;
            case var code:
                context.Response.StatusCode = code == "InvalidAuthenticationToken" ? 401 : code == "ApplicationThrottled" ? 429 : 403;
                if (code == "ApplicationThrottled")
                {
                    context.Response.Headers.RetryAfter = "3600";
                }

                await context.Response.WriteAsJsonAsync(new { error = new { code, message = "no" } });
                break;
        }
    }

    private IResult Find(HttpContext context)
    {
        var filter = context.Request.Query["$filter"].ToString();
        var found = Taken.Select(mail => mail.Content.Split("Message-ID: <")[1].Split('>')[0]).Where(id => Files && filter.Contains($"internetMessageId eq '<{id}>'", StringComparison.Ordinal));
        return Results.Json(new { value = found.Select(id => new { id = Convert.ToHexString(Encoding.UTF8.GetBytes(id)) }) });
    }
}
