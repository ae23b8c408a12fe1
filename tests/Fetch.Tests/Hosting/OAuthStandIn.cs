using System.Collections.Concurrent;
using HelpdeskMail.Contracts.SystemEmails;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HelpdeskMail.Fetch.Tests.Hosting;

/// <summary>The two addresses of the OAuth service that Fetch asks, on a real port, with what a test puts in.</summary>
public sealed class OAuthStandIn : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<Guid, SystemEmailSettings> systemEmails = new();

    private OAuthStandIn(WebApplication app) => this.app = app;

    public IReadOnlyCollection<SystemEmailSettings> SystemEmails => [.. systemEmails.Values];

    public void Put(SystemEmailSettings email) => systemEmails[email.Id] = email;

    public void Remove(Guid id) => systemEmails.TryRemove(id, out _);

    /// <summary>What comes before the list of system emails is told; its token says that nobody waits for it any more.</summary>
    public Func<CancellationToken, Task> Listing { get; set; } = _ => Task.CompletedTask;

    public ConcurrentBag<CredentialRequest> Asked { get; } = [];

    /// <summary>Answers for one mailbox, before the one for all.</summary>
    public ConcurrentDictionary<Guid, Func<CredentialRequest, IResult>> Answers { get; } = new();

    /// <summary>Answers instead of all others, where the answer has to be fetched from somewhere.</summary>
    public Func<CredentialRequest, Task<IResult>>? AnswerAsync { get; set; }

    public Func<CredentialRequest, IResult> Answer { get; set; } = request => Results.Ok(
        new Credential("support@contoso.example", SignInMethod.AccessToken, request.Rejected is null ? "first-token" : "fresh-token", TimeProvider.System.GetUtcNow().AddHours(1)));

    public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<OAuthStandIn> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var standIn = new OAuthStandIn(app);
        app.MapGet("/internal/system-emails", async (HttpContext call) =>
        {
            await standIn.Listing(call.RequestAborted);
            return standIn.SystemEmails;
        });
        app.MapPost("/internal/system-emails/{id:guid}/credential", async (Guid id, CredentialRequest request) =>
        {
            standIn.Asked.Add(request);
            return standIn.AnswerAsync is { } fetched ? await fetched(request) : standIn.Answers.GetValueOrDefault(id, standIn.Answer)(request);
        });
        await app.StartAsync();
        return standIn;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
