using HelpdeskMail.Bus.Replica;
using HelpdeskMail.Fixtures;
using HelpdeskMail.ServiceDefaults.Bus;
using MassTransit;

namespace HelpdeskMail.Bus.Tests;

public class PublishTests
{
    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_delivers_a_message_when_it_is_published(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        await using var desk = await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>());

        await desk.Bus.Publish(new Greeting(1, "Grüße"));

        (await desk.Inbox.OneAsync<Greeting>()).ShouldBe(new Greeting(1, "Grüße"));
    }

    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_delivers_a_copy_to_every_service_when_several_subscribe(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        await using var fetch = await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>(), "fetch");
        await using var reply = await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>(), "reply");

        await fetch.Bus.Publish(new Greeting(1, "both"));

        await fetch.Inbox.OneAsync<Greeting>();
        await reply.Inbox.OneAsync<Greeting>();
        (await site.CountAsync("fetch-greeting", QueueKind.Error)).ShouldBe(0);
    }

    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_drops_a_message_when_nobody_subscribes(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        await using var desk = await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>());

        await desk.Bus.Publish(new Farewell(7));
        await desk.Bus.Publish(new Greeting(1, "after"));

        await desk.Inbox.OneAsync<Greeting>();
        await Eventually.HoldsAsync("the queue is empty", async () => await site.CountAsync("desk-greeting") == 0);
    }

    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_delivers_to_consumers_of_base_types_when_a_derived_message_is_published(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        await using var desk = await BusHost.StartAsync(site, bus =>
        {
            bus.AddConsumer<RecordingConsumer<IAnimal>>();
            bus.AddConsumer<RecordingConsumer<Mammal>>();
            bus.AddConsumer<RecordingConsumer<Dog>>();
        });

        await desk.Bus.Publish(new Dog { Name = "Rex", Age = 3 });

        var all = await desk.Inbox.ManyAsync<IAnimal>(3);
        all.ShouldAllBe(animal => animal.Name == "Rex");
        desk.Inbox.Of<Dog>().ShouldHaveSingleItem().Age.ShouldBe(3);
        desk.Inbox.Of<Mammal>().Count.ShouldBe(2);
    }

    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_keeps_a_message_whole_when_it_has_a_megabyte(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        await using var desk = await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>());
        var text = string.Concat(Enumerable.Range(0, 150_000).Select(number => $"{number:x6}ü"));

        await desk.Bus.Publish(new Greeting(1, text));

        (await desk.Inbox.OneAsync<Greeting>()).Text.ShouldBe(text);
    }

    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_keeps_headers_ids_and_hostile_text_when_it_delivers(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        await using var desk = await BusHost.StartAsync(site, bus => bus.AddConsumer<ContextConsumer>());
        var correlation = NewId.NextGuid();
        const string text = "\0\u0001'; drop table message; -- \u2028\ud83d\ude00";

        await desk.Bus.Publish(new Greeting(1, text), context =>
        {
            context.CorrelationId = correlation;
            context.Headers.Set("X-Mailbox", "support@example.org");
            context.Headers.Set("X-Hostile", "\"}\0");
        });

        var seen = await desk.Inbox.OneAsync<ContextConsumer.Seen>();
        seen.Text.ShouldBe(text);
        seen.CorrelationId.ShouldBe(correlation);
        seen.Headers["X-Mailbox"].ShouldBe("support@example.org");
        seen.ConversationId.ShouldNotBeNull();
        seen.Redelivered.ShouldBeFalse();
    }

    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_delivers_in_order_when_one_at_a_time_is_consumed(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        await using var desk = await BusHost.StartAsync(
            site,
            bus => bus.AddConsumer<GreetingConsumer>().Endpoint(endpoint => endpoint.ConcurrentMessageLimit = 1));

        foreach (var number in Enumerable.Range(0, 100))
        {
            await desk.Bus.Publish(new Greeting(number, ""));
        }

        (await desk.Inbox.ManyAsync<Greeting>(100)).Select(greeting => greeting.Number).ShouldBe(Enumerable.Range(0, 100));
    }

    public sealed record Farewell(int Number);

    public interface IAnimal
    {
        string Name { get; }
    }

    public record Mammal : IAnimal
    {
        public string Name { get; init; } = "";
    }

    public sealed record Dog : Mammal
    {
        public int Age { get; init; }
    }
}
