using System.Net;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Postgres;
using HelpdeskMail.ServiceDefaults.Database;
using Microsoft.AspNetCore.TestHost;

namespace HelpdeskMail.ServiceDefaults.Tests.Database;

public sealed class DatabaseHealthTests
{
    [Fact]
    public async Task Health_follows_the_database_while_alive_stays_true()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        var builder = TestService.Create(await cluster.CreateDatabaseAsync());
        builder.AddDatabase<TestService.TestDatabaseMarker>("tested");
        await using var app = builder.Build();
        app.UseServiceDefaults();
        await app.StartAsync();
        using var client = app.GetTestClient();

        (await client.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await cluster.KillAsync();
        (await client.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await client.GetAsync("/alive")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await cluster.RestartAsync();
        await Eventually.HoldsAsync("healthy again", async () => (await client.GetAsync("/health")).IsSuccessStatusCode);
    }

    [Fact]
    public void A_missing_connection_string_says_how_to_set_it()
    {
        var builder = TestService.Create(connectionString: null);

        Should.Throw<InvalidOperationException>(() => builder.AddDatabase<TestService.TestDatabaseMarker>("tested"))
            .Message.ShouldContain("ConnectionStrings__helpdesk");
    }
}
