using System.Net.Http.Json;
using HelpdeskMail.Fixtures.Postgres;
using HelpdeskMail.Sandbox.Wire;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.OAuth.Tests.Running;

/// <summary>The Sandbox, whole, on real ports with a database of its own.</summary>
public sealed class SandboxServer : WebApplicationFactory<HelpdeskMail.Sandbox.SandboxSettings>
{
    private readonly string database;

    private SandboxServer(string database) => this.database = database;

    public string Address => ClientOptions.BaseAddress.AbsoluteUri.TrimEnd('/');

    public int ImapPort => Port("imap");

    public int Pop3Port => Port("pop3");

    public int SmtpPort => Port("smtp");

    public static async Task<SandboxServer> StartAsync()
    {
        var server = new SandboxServer(await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync("sandbox"));
        server.UseKestrel(0);
        server.StartServer();
        return server;
    }

    /// <summary>Lets something go wrong.</summary>
    public async Task ArmAsync(object fault)
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsJsonAsync($"{Address}/api/faults", fault);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("ConnectionStrings:helpdesk", database);
        builder.UseSetting("Sandbox:ImapPort", "0");
        builder.UseSetting("Sandbox:Pop3Port", "0");
        builder.UseSetting("Sandbox:SmtpPort", "0");
        builder.UseSetting("Logging:LogLevel:Default", "Warning");
    }

    private int Port(string protocol) => Services.GetRequiredService<MailListeners>().Ports[protocol];
}
