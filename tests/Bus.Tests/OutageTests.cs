using HelpdeskMail.Bus.Replica;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Postgres;
using HelpdeskMail.Fixtures.RabbitMq;
using HelpdeskMail.ServiceDefaults.Bus;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HelpdeskMail.Bus.Tests;

public class OutageTests
{
    private const int Messages = 400;

    /// <summary>For a message that meets the server dead: longer than it takes to come back.</summary>
    private static readonly TimeSpan Outage = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Bus_loses_nothing_when_PostgreSQL_is_killed_and_restarted()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        var site = await BusSite.CreateAsync(BusTransport.Postgres, await cluster.CreateDatabaseAsync());

        await PublishThroughAsync(site, cluster.KillAsync, cluster.RestartAsync);
    }

    [Fact]
    public async Task Bus_loses_nothing_when_RabbitMQ_is_killed_and_restarted()
    {
        await using var broker = await RabbitMqServer.StartAsync();
        var cluster = await PostgresCluster.SharedAsync();
        var site = await BusSite.CreateAsync(BusTransport.RabbitMq, await cluster.CreateDatabaseAsync(), broker);

        await PublishThroughAsync(site, broker.KillAsync, broker.RestartAsync, broker.KeepDefinitionsAsync);
    }

    [Fact]
    public async Task Bus_starts_and_catches_up_when_PostgreSQL_comes_later()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        var site = await BusSite.CreateAsync(BusTransport.Postgres, await cluster.CreateDatabaseAsync());

        await StartWithoutAsync(site, cluster.KillAsync, cluster.RestartAsync);
    }

    [Fact]
    public async Task Bus_starts_and_catches_up_when_RabbitMQ_comes_later()
    {
        await using var broker = await RabbitMqServer.StartAsync();
        var cluster = await PostgresCluster.SharedAsync();
        var site = await BusSite.CreateAsync(BusTransport.RabbitMq, await cluster.CreateDatabaseAsync(), broker);

        await StartWithoutAsync(site, broker.KillAsync, broker.RestartAsync);
    }

    [Fact]
    public async Task Bus_says_so_in_its_health_when_PostgreSQL_is_away()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        var site = await BusSite.CreateAsync(BusTransport.Postgres, await cluster.CreateDatabaseAsync());
        await using var desk = await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>());
        (await HealthAsync(desk)).ShouldBe(HealthStatus.Healthy);

        await cluster.KillAsync();
        await Eventually.HoldsAsync("health says so", async () => await HealthAsync(desk) == HealthStatus.Unhealthy);

        await cluster.RestartAsync();
        await Eventually.HoldsAsync("health recovers", async () => await HealthAsync(desk) == HealthStatus.Healthy);
    }

    private static async Task<HealthStatus> HealthAsync(BusHost host) => (await host.Get<HealthCheckService>().CheckHealthAsync()).Status;

    private static async Task StartWithoutAsync(BusSite site, Func<Task> kill, Func<Task> restart)
    {
        await kill();
        await using var desk = await BusHost.StartWithoutBrokerAsync(site, bus => bus.AddConsumer<GreetingConsumer>());

        await restart();
        await desk.ReadyAsync();
        await desk.Bus.Publish(new Greeting(1, "at last"));

        (await desk.Inbox.OneAsync<Greeting>()).Text.ShouldBe("at last");
    }

    /// <summary>Publishes without pause while the server is killed and restarted; what Publish returned for must arrive.</summary>
    private static async Task PublishThroughAsync(BusSite site, Func<Task> kill, Func<Task> restart, Func<Task>? keepDefinitions = null)
    {
        await using var desk = await BusHost.StartAsync(
            site, bus => bus.AddConsumer<GreetingConsumer>(), settings: settings => settings["Bus:LockDuration"] = "00:00:03");
        await (keepDefinitions?.Invoke() ?? Task.CompletedTask);
        var publishing = Task.Run(async () =>
        {
            foreach (var number in Enumerable.Range(0, Messages))
            {
                await Eventually.HoldsAsync("the message is accepted", () => TryPublishAsync(desk, number), Outage);
            }
        });
        await desk.Inbox.ManyAsync<Greeting>(50);

        await kill();
        await restart();
        await publishing;

        await Eventually.HoldsAsync("every accepted message is consumed", () =>
        {
            Enumerable.Range(0, Messages).Except(desk.Inbox.Of<Greeting>().Select(greeting => greeting.Number)).ShouldBeEmpty();
            return Task.FromResult(true);
        });
    }

    /// <summary>With a limit of its own, since RabbitMQ's client may wait for ever for a confirmation that died with the broker.</summary>
    private static async Task<bool> TryPublishAsync(BusHost desk, int number)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await desk.Bus.Publish(new Greeting(number, ""), patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
