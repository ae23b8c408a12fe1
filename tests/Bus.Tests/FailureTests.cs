using HelpdeskMail.Bus.Replica;
using HelpdeskMail.Fixtures;
using HelpdeskMail.ServiceDefaults.Bus;
using MassTransit;

namespace HelpdeskMail.Bus.Tests;

public class FailureTests
{
    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_tries_again_at_once_when_a_consumer_throws(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        await using var desk = await BusHost.StartAsync(site, bus => bus.AddConsumer<FailingConsumer>());

        await desk.Bus.Publish(new Greeting(1, "second time lucky"));

        await desk.Inbox.OneAsync<Greeting>();
        desk.Inbox.Of<FailingConsumer.Attempt>().Select(attempt => (attempt.Retry, attempt.Redelivery)).ShouldBe([(0, 0), (1, 0)]);
    }

    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_redelivers_later_when_all_retries_failed(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        await using var desk = await BusHost.StartAsync(site, bus => bus.AddConsumer<FailingConsumer>());

        await desk.Bus.Publish(new Greeting(2, "third time lucky"));

        await desk.Inbox.OneAsync<Greeting>();
        var attempts = desk.Inbox.Of<FailingConsumer.Attempt>();
        attempts.Select(attempt => (attempt.Retry, attempt.Redelivery)).ShouldBe([(0, 0), (1, 0), (0, 1)]);
        attempts.Select(attempt => attempt.MessageId).Distinct().Count().ShouldBe(1);
        (await site.CountAsync("desk-failing", QueueKind.Error)).ShouldBe(0);
    }

    /// <summary>The next delivery then overlaps the end of the last one; a message that gets lost between them stays locked for as long as a lock lasts.</summary>
    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_loses_no_message_when_it_is_to_be_redelivered_at_once(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        await using var desk = await BusHost.StartAsync(
            site,
            bus => bus.AddConsumer<OnceFailingConsumer>(),
            settings: settings =>
            {
                settings["Bus:RetryDelays:0"] = "00:00:00.001";
                settings["Bus:RedeliveryDelays:0"] = "00:00:00.0001";
                settings["Bus:LockDuration"] = "00:30:00";
            });

        for (var number = 0; number < 40; number++)
        {
            await desk.Bus.Publish(new Greeting(number, "at once"));
            (await desk.Inbox.ManyAsync<Greeting>(number + 1))[number].Number.ShouldBe(number);
        }
    }

    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_moves_a_message_to_the_error_queue_and_publishes_a_fault_when_nothing_helps(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        await using var desk = await BusHost.StartAsync(site, bus =>
        {
            bus.AddConsumer<FailingConsumer>();
            bus.AddConsumer<RecordingConsumer<Fault<Greeting>>>().Endpoint(endpoint => endpoint.Name = "faults");
        });

        await desk.Bus.Publish(new Greeting(int.MaxValue, "never"));

        var fault = await desk.Inbox.OneAsync<Fault<Greeting>>();
        fault.Message.Text.ShouldBe("never");
        fault.Exceptions[0].Message.ShouldBe("This will not do.");
        await Eventually.HoldsAsync("the message is in the error queue", async () => await site.CountAsync("desk-failing", QueueKind.Error) == 1);
        (await site.CountAsync("desk-failing")).ShouldBe(0);
        desk.Inbox.Of<FailingConsumer.Attempt>().Count.ShouldBe(4);
    }

    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_redelivers_to_another_replica_when_one_is_killed_in_the_middle(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        await using var doomed = ReplicaProcess.Start(site, ("Bus:LockDuration", "00:00:02"));
        await using var sender = await BusHost.StartAsync(site, _ => { }, "fetch");
        await sender.Bus.PublishUntilAsync(new Greeting(1, "take over"), () => doomed.HasMessage);

        doomed.Kill();
        await using var heir = await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>());

        (await heir.Inbox.OneAsync<Greeting>()).Text.ShouldBe("take over");
    }

    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_gives_back_what_was_fetched_ahead_when_a_replica_stops(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        var inbox = new Inbox();
        var leaver = await BusHost.StartAsync(
            site,
            bus => bus.AddConsumer<SlowConsumer>().Endpoint(endpoint => endpoint.ConcurrentMessageLimit = 2),
            settings: settings => settings["Bus:LockDuration"] = "00:10:00",
            inbox: inbox);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(number => leaver.Bus.Publish(new Greeting(number, ""))));
        await inbox.ManyAsync<Greeting>(2);
        await leaver.DisposeAsync();

        await using var heir = await BusHost.StartAsync(
            site, bus => bus.AddConsumer<GreetingConsumer>().Endpoint(endpoint => endpoint.Name = "desk-slow"), inbox: inbox);

        await Eventually.HoldsAsync(
            "all 40 are consumed, long before a lock runs out",
            () => Task.FromResult(inbox.Of<Greeting>().Select(greeting => greeting.Number).Distinct().Count() == 40));
    }
}
