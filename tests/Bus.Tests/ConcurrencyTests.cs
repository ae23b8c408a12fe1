using HelpdeskMail.Bus.Replica;
using HelpdeskMail.ServiceDefaults.Bus;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Bus.Tests;

public class ConcurrencyTests
{
    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_delivers_each_message_once_when_replicas_compete(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        var meeting = new Meeting(replicas: 2);
        void Configure(IBusRegistrationConfigurator bus)
        {
            bus.AddSingleton(meeting);
            bus.AddConsumer<CompetingConsumer>();
        }

        await using var first = await BusHost.StartAsync(site, Configure);
        await using var second = await BusHost.StartAsync(site, Configure);

        await Task.WhenAll(Enumerable.Range(0, 500).Select(number => first.Bus.Publish(new Greeting(number, ""))));
        await Fixtures.Eventually.HoldsAsync(
            "500 messages consumed",
            () => Task.FromResult(first.Inbox.Of<Greeting>().Count + second.Inbox.Of<Greeting>().Count >= 500));

        first.Inbox.Of<Greeting>().Concat(second.Inbox.Of<Greeting>()).Select(greeting => greeting.Number).Order().ShouldBe(Enumerable.Range(0, 500));
        first.Inbox.Of<Greeting>().ShouldNotBeEmpty();
        second.Inbox.Of<Greeting>().ShouldNotBeEmpty();
    }

    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_never_exceeds_the_limit_when_an_endpoint_sets_one(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        await using var desk = await BusHost.StartAsync(
            site, bus => bus.AddConsumer<SlowConsumer>().Endpoint(endpoint => endpoint.ConcurrentMessageLimit = 3));

        await Task.WhenAll(Enumerable.Range(0, 30).Select(number => desk.Bus.Publish(new Greeting(number, $"{number}"))));
        await desk.Inbox.ManyAsync<Greeting>(30);

        desk.Inbox.Peak.All.ShouldBe(3);
    }

    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_handles_one_message_of_a_key_at_a_time_when_the_endpoint_partitions(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        await using var desk = await BusHost.StartAsync(site, bus => bus.AddConsumer<SlowConsumer, PartitionedDefinition>());

        await Task.WhenAll(Enumerable.Range(0, 24).Select(number => desk.Bus.Publish(new Greeting(number, $"ticket-{number % 4}"))));
        await desk.Inbox.ManyAsync<Greeting>(24);

        desk.Inbox.Peak.SameKey.ShouldBe(1);
        desk.Inbox.Peak.All.ShouldBeGreaterThan(1);
    }

    private sealed class PartitionedDefinition : ConsumerDefinition<SlowConsumer>
    {
        protected override void ConfigureConsumer(
            IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<SlowConsumer> consumerConfigurator, IRegistrationContext context) =>
            consumerConfigurator.Message<Greeting>(message => message.UsePartitioner(8, consuming => consuming.Message.Text));
    }
}
