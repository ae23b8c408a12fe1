using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HelpdeskMail.OAuth.Tests.Alerts;

/// <summary>Takes webhooks on a free loopback port.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication app;

    private WebhookReceiver(WebApplication app) => this.app = app;

    public string Address { get; private set; } = "";

    /// <summary>Answered to each request.</summary>
    public int Status { get; set; } = StatusCodes.Status204NoContent;

    public ConcurrentQueue<(string Signature, string Delivery, string Body)> Requests { get; } = new();

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new WebhookReceiver(app);
        app.MapPost("/hook", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            receiver.Requests.Enqueue((request.Headers["X-HelpdeskMail-Signature"]!, request.Headers["X-HelpdeskMail-Delivery"]!, await reader.ReadToEndAsync()));
            return Results.StatusCode(receiver.Status);
        });
        app.MapPost("/elsewhere", () => Results.Redirect("/hook", permanent: false, preserveMethod: true));
        await app.StartAsync();
        receiver.Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return receiver;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
