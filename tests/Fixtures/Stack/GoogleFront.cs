using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HelpdeskMail.Fixtures.Stack;

/// <summary>
/// Stands where a stack looks for Google's identity service and leads to the Sandbox's provider in Google's shape: the stack has to be told an address before it starts, and the Sandbox has one only afterwards.
/// </summary>
public sealed class GoogleFront : IAsyncDisposable
{
    private readonly HttpClient client = new();
    private readonly WebApplication app;
    private readonly string address;
    private Uri? sandbox;

    private GoogleFront(WebApplication app, string address)
    {
        this.app = app;
        this.address = address;
    }

    /// <summary>What a stack is started with.</summary>
    public (string Name, string Value)[] Settings =>
    [
        ("Google__AuthorizeEndpoint", $"{address}/auth"), ("Google__TokenEndpoint", $"{address}/token"), ("Google__IdentityEndpoint", $"{address}/userinfo"), ("Google__Issuer", address),
    ];

    /// <summary>Starts on a free loopback port.</summary>
    public static async Task<GoogleFront> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var address = $"http://127.0.0.1:{FreePort.Next()}";
        builder.WebHost.UseUrls(address);
        var front = new GoogleFront(builder.Build(), address);
        front.app.MapGet("/auth", (HttpRequest request) => Results.Redirect($"{front.Target("/google/o/oauth2/v2/auth")}{request.QueryString}"));
        front.app.MapPost("/token", (HttpRequest request) => front.PassOnAsync(request, HttpMethod.Post, "/google/token"));
        front.app.MapGet("/userinfo", (HttpRequest request) => front.PassOnAsync(request, HttpMethod.Get, "/google/v1/userinfo"));
        await front.app.StartAsync();
        return front;
    }

    /// <summary>From now on leads to this Sandbox.</summary>
    public void LeadTo(Uri address) => sandbox = address;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    private Uri Target(string path) => new(sandbox ?? throw new InvalidOperationException("The Sandbox has not started yet."), path);

    private async Task<IResult> PassOnAsync(HttpRequest request, HttpMethod method, string path)
    {
        using var onward = new HttpRequestMessage(method, Target(path));
        onward.Headers.Authorization = AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var authorization) ? authorization : null;
        if (method == HttpMethod.Post)
        {
            onward.Content = new FormUrlEncodedContent((await request.ReadFormAsync()).Select(field => KeyValuePair.Create(field.Key, field.Value.ToString())));
        }

        using var answer = await client.SendAsync(onward);
        return Results.Text(await answer.Content.ReadAsStringAsync(), "application/json", statusCode: (int)answer.StatusCode);
    }
}
