using System.Collections.Concurrent;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Contracts.SystemEmails;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HelpdeskMail.Reply.Tests.Hosting;

/// <summary>What Reply asks of helpdesk, OAuth and MailStore, on a real port, with what a test puts in.</summary>
public sealed class NeighboursStandIn : IAsyncDisposable
{
    private readonly WebApplication app;

    private NeighboursStandIn(WebApplication app) => this.app = app;

    public ConcurrentDictionary<Guid, SystemEmailSettings> SystemEmails { get; } = new();

    public ConcurrentDictionary<Guid, OutgoingReply> Replies { get; } = new();

    public ConcurrentDictionary<string, byte[]> Blobs { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<CredentialRequest> Asked { get; } = new();

    public Func<SystemEmailSettings, CredentialRequest, string> Token { get; set; } = (_, request) => request.Rejected is null ? "first-token" : "fresh-token";

    /// <summary>Has the OAuth service answer with an error.</summary>
    public bool OAuthAway { get; set; }

    public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<NeighboursStandIn> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var standIn = new NeighboursStandIn(app);
        app.MapGet("/internal/system-emails", () => standIn.OAuthAway ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable) : Results.Ok(standIn.SystemEmails.Values.ToArray()));
        app.MapPost("/internal/system-emails/{id:guid}/credential", (Guid id, CredentialRequest request) =>
        {
            standIn.Asked.Enqueue(request);
            return new Credential(standIn.SystemEmails[id].Address, standIn.SystemEmails[id].Sending?.Server.SignIn ?? SignInMethod.AccessToken, standIn.Token(standIn.SystemEmails[id], request), TimeProvider.System.GetUtcNow().AddHours(1));
        });
        app.MapGet("/internal/replies/{id:guid}", (Guid id) => standIn.Replies.TryGetValue(id, out var reply) ? Results.Ok(reply) : Results.NotFound());
        app.MapGet("/blobs/{content}", (string content) => standIn.Blobs.TryGetValue(content, out var bytes) ? Results.Bytes(bytes) : Results.NotFound());
        await app.StartAsync();
        return standIn;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
