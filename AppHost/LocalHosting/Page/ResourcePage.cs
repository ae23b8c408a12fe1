using System.Security.Cryptography;
using System.Text.Json.Serialization;
using HelpdeskMail.AppHost.LocalHosting.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.AppHost.LocalHosting.Page;

/// <summary>The AppHost's own page, with its JSON under <c>/api</c>. It listens on the loopback addresses only.</summary>
internal sealed class ResourcePage : IAsyncDisposable
{
    private readonly WebApplication app;

    private ResourcePage(WebApplication app, string address, string token)
    {
        this.app = app;
        Address = address;
        Token = token;
    }

    public string Address { get; }

    /// <summary>What the page asks of a browser and the API of a script.</summary>
    public string Token { get; }

    /// <summary>Address that signs a browser in.</summary>
    public string LoginAddress => $"{Address}/login?t={Token}";

    public static async Task<ResourcePage> StartAsync(
        Orchestra orchestra,
        Model model,
        LocalSettings settings,
        int port,
        TimeProvider time,
        CancellationToken stopping)
    {
        var token = settings.BrowserToken ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenLocalhost(port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Converters.Add(new JsonStringEnumConverter()));
        var web = builder.Build();
        var access = new PageAccess(token, port);
        web.Use(access.CheckAsync);
        web.UseRouting();
        access.Map(web);
        PageAssets.Map(web);
        new ResourceApi(orchestra, new SecretMask(model), time, stopping).Map(web);
        await web.StartAsync(CancellationToken.None);
        return new ResourcePage(web, $"http://localhost:{port}", token);
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(limit.Token);
        await app.DisposeAsync();
    }
}
