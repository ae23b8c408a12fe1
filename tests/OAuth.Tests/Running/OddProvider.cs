using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HelpdeskMail.OAuth.Tests.Running;

/// <summary>An OAuth2 provider that answers word for word what a test says, over HTTP. Everybody who comes to its sign-in page is let through.</summary>
public sealed class OddProvider : IAsyncDisposable
{
    private readonly WebApplication app;

    private OddProvider(WebApplication app) => this.app = app;

    public string Address { get; private set; } = "";

    /// <summary>Answers to token requests, one after the other; the last one stays.</summary>
    public ConcurrentQueue<Answer> Answers { get; } = new();

    /// <summary>What it says whose a token is.</summary>
    public Answer Identity { get; set; } = Answer.Json("""{"email":"desk@odd.example"}""");

    /// <summary>Token requests wait for this.</summary>
    public Task Hold { get; set; } = Task.CompletedTask;

    /// <summary>Every token request's form.</summary>
    public ConcurrentQueue<IReadOnlyDictionary<string, string>> Requests { get; } = new();

    public static async Task<OddProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var provider = new OddProvider(app);
        app.MapGet("/authorize", (HttpRequest request) => Results.Redirect(QueryHelpers.AddQueryString(
            request.Query["redirect_uri"]!, new Dictionary<string, string?>(StringComparer.Ordinal) { ["code"] = "a-code", ["state"] = request.Query["state"] })));
        app.MapPost("/token", provider.TokenAsync);
        app.MapPost("/device", () => Results.Json(new { device_code = "a-device", user_code = "ABCD", verification_uri = $"{provider.Address}/enter", interval = 1 }));
        app.MapGet("/me", (HttpResponse response) => provider.Identity.WriteAsync(response));
        await app.StartAsync();
        provider.Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return provider;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TokenAsync(HttpContext context)
    {
        Requests.Enqueue((await context.Request.ReadFormAsync()).ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal));
        await Hold;
        var answer = Answers.Count > 1 && Answers.TryDequeue(out var next) ? next : Answers.TryPeek(out var last) ? last : Answer.Json("{}");
        await answer.WriteAsync(context.Response);
    }

    public sealed record Answer(int Status, string ContentType, byte[] Body, string? Encoding = null, string? Location = null)
    {
        public static Answer Json(string body, int status = 200) => Of("application/json", body, status);

        public static Answer Of(string contentType, string body, int status = 200) => new(status, contentType, System.Text.Encoding.UTF8.GetBytes(body));

        public async Task WriteAsync(HttpResponse response)
        {
            response.StatusCode = Status;
            response.ContentType = ContentType;
            if (Location is not null)
            {
                response.Headers.Location = Location;
            }

            if (Encoding is not null)
            {
                response.Headers.ContentEncoding = Encoding;
            }

            await response.Body.WriteAsync(Body);
        }
    }
}
