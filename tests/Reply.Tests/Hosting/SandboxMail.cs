using System.Net.Http.Json;
using System.Text.Json;
using HelpdeskMail.Fixtures.Postgres;
using HelpdeskMail.Sandbox;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace HelpdeskMail.Reply.Tests.Hosting;

/// <summary>The Sandbox on real ports: mail servers and a Graph that behave as Exchange Online's.</summary>
public sealed class SandboxMail : IAsyncDisposable
{
    public const string Support = "support@contoso.example";

    private readonly Host host;
    private readonly HttpClient http;
    private readonly JsonElement ports;

    private SandboxMail(Host host, HttpClient http, JsonElement ports) => (this.host, this.http, this.ports) = (host, http, ports);

    public int GraphPort => http.BaseAddress!.Port;

    public static async Task<SandboxMail> StartAsync()
    {
        var host = new Host(await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync("sandbox"));
        host.UseKestrel(0);
        host.StartServer();
        var http = new HttpClient { BaseAddress = host.ClientOptions.BaseAddress };
        return new SandboxMail(host, http, await http.GetFromJsonAsync<JsonElement>("/api/status"));
    }

    public int Port(string protocol) => ports.GetProperty("ports").GetProperty(protocol).GetInt32();

    /// <summary>Lets something go wrong.</summary>
    public async Task ArmAsync(object fault) => (await http.PostAsJsonAsync("/api/faults", fault)).EnsureSuccessStatusCode();

    /// <summary>A token of support's.</summary>
    public async Task<string> TokenAsync(string resource)
    {
        using var answer = await http.PostAsJsonAsync("/api/tokens", new { user = Support, resource });
        return (await answer.Content.ReadFromJsonAsync<Dictionary<string, string>>())!["accessToken"];
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await host.DisposeAsync();
    }

    private sealed class Host(string database) : WebApplicationFactory<SandboxSettings>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            builder.UseSetting("ConnectionStrings:helpdesk", database);
            foreach (var protocol in new[] { "Imap", "Pop3", "Smtp" })
            {
                builder.UseSetting($"Sandbox:{protocol}Port", "0");
            }
        }
    }
}
