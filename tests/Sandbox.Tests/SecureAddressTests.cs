using System.Net;
using System.Text.Json.Nodes;
using HelpdeskMail.Fixtures.Postgres;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Sandbox.Tests;

public sealed class SecureAddressTests
{
    [Fact]
    public async Task An_https_address_needs_no_certificate_of_ones_own_and_metadata_names_it_as_MSAL_for_Python_insists()
    {
        await using var host = new Host(await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync("sandbox"));
        host.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps()));
        host.StartServer();
        var address = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ShouldHaveSingleItem();
        address.ShouldStartWith("https://");
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.Subject.Contains("HelpdeskMail Sandbox", StringComparison.Ordinal) } });
        var metadata = JsonNode.Parse(await http.GetStringAsync($"{address}/contoso.example/v2.0/.well-known/openid-configuration"))!;
        ((string?)metadata["token_endpoint"]).ShouldBe($"{address}/contoso.example/oauth2/v2.0/token");
    }

    private sealed class Host(string database) : WebApplicationFactory<SandboxSettings>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            builder.UseSetting("ConnectionStrings:helpdesk", database);
            foreach (var port in (string[])["ImapPort", "Pop3Port", "SmtpPort"])
            {
                builder.UseSetting($"Sandbox:{port}", "0");
            }
        }
    }
}
