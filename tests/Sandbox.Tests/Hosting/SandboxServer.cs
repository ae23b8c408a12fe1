using System.Net.Http.Json;
using HelpdeskMail.Fixtures.Postgres;
using HelpdeskMail.Sandbox.Api;
using HelpdeskMail.Sandbox.Wire;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Sandbox.Tests.Hosting;

/// <summary>The whole Sandbox on real ports over a database of its own. Use as a class fixture.</summary>
public sealed class SandboxServer : IAsyncLifetime
{
    private readonly List<Host> hosts = [];
    private Host? current;

    /// <summary>Connection string of the database it keeps everything in.</summary>
    public string Database { get; private set; } = "";

    public Uri Address => Current.ClientOptions.BaseAddress;

    public int ImapPort => Port("imap");

    public int Pop3Port => Port("pop3");

    public int SmtpPort => Port("smtp");

    /// <summary>A client that follows no redirects and keeps no cookies.</summary>
    public HttpClient Http { get; private set; } = null!;

    public IServiceProvider Services => Current.Services;

    private Host Current => current ?? throw new InvalidOperationException("The fixture is not initialised.");

    public async ValueTask InitializeAsync()
    {
        Database = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync("sandbox");
        Start();
    }

    /// <summary>Ends the Sandbox and starts it again on the same database.</summary>
    public async Task RestartAsync()
    {
        Http.Dispose();
        await Current.DisposeAsync();
        hosts.Remove(Current);
        Start();
    }

    /// <summary>Lets something go wrong, as a test script would.</summary>
    public async Task ArmAsync(object fault)
    {
        using var answer = await Http.PostAsJsonAsync("/api/faults", fault);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>An access token to order.</summary>
    public async Task<string> TokenAsync(TokenOrder order)
    {
        using var answer = await Http.PostAsJsonAsync("/api/tokens", order);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<Dictionary<string, string>>())!["accessToken"];
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }
    }

    private void Start()
    {
        var host = new Host(Database);
        hosts.Add(host);
        host.UseKestrel(0);
        host.StartServer();
        current = host;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
    }

    private int Port(string protocol) => Current.Services.GetRequiredService<MailListeners>().Ports[protocol];

    private sealed class Host(string database) : WebApplicationFactory<SandboxSettings>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            builder.UseSetting("ConnectionStrings:helpdesk", database);
            builder.UseSetting("Sandbox:ImapPort", "0");
            builder.UseSetting("Sandbox:Pop3Port", "0");
            builder.UseSetting("Sandbox:SmtpPort", "0");
        }
    }
}
