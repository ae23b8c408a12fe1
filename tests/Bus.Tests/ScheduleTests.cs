using System.Diagnostics;
using HelpdeskMail.Bus.Replica;
using HelpdeskMail.ServiceDefaults.Bus;
using MassTransit;
using Npgsql;

namespace HelpdeskMail.Bus.Tests;

public class ScheduleTests
{
    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_delivers_not_before_its_time_when_a_message_is_scheduled(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        await using var desk = await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>());
        await using var scope = desk.NewScope();
        var clock = Stopwatch.StartNew();

        await scope.Get<IMessageScheduler>().SchedulePublish(InAWhile(), new Greeting(1, "later"));
        await desk.Bus.Publish(new Greeting(2, "now"));

        var received = await desk.Inbox.ManyAsync<Greeting>(2);
        received.Select(greeting => greeting.Text).ShouldBe(["now", "later"]);
        clock.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(4900));
    }

    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_never_delivers_when_a_scheduled_message_is_cancelled(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        await using var desk = await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>());
        await using var scope = desk.NewScope();
        var scheduler = scope.Get<IMessageScheduler>();
        var destination = new Uri("queue:desk-greeting");

        var scheduled = await scheduler.ScheduleSend(destination, InAWhile(), new Greeting(1, "cancelled"));
        await scheduler.ScheduleSend(destination, InAWhile().AddMilliseconds(300), new Greeting(2, "kept"));
        await scheduler.CancelScheduledSend(destination, scheduled.TokenId);

        (await desk.Inbox.OneAsync<Greeting>()).Text.ShouldBe("kept");
        desk.Inbox.Of<Greeting>().Count.ShouldBe(1);
    }

    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_keeps_headers_and_conversation_when_a_consumer_schedules(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        await using var desk = await BusHost.StartAsync(site, bus =>
        {
            bus.AddConsumer<SchedulingConsumer>();
            bus.AddConsumer<ContextConsumer>();
        });
        var conversation = NewId.NextGuid();

        await desk.Bus.Publish(new SchedulingConsumer.Start(5), context => context.ConversationId = conversation);

        var seen = await desk.Inbox.OneAsync<ContextConsumer.Seen>();
        seen.Text.ShouldBe("from a consumer");
        seen.ConversationId.ShouldBe(conversation);
        seen.Headers["X-Kept"].ShouldBe("yes");
    }

    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_delivers_a_scheduled_message_when_the_replica_that_scheduled_it_is_gone(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        await using var desk = await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>());
        var gone = await BusHost.StartAsync(site, _ => { }, "fetch");
        await using (var scope = gone.NewScope())
        {
            await scope.Get<IMessageScheduler>().ScheduleSend(new Uri("queue:desk-greeting"), InAMoment(), new Greeting(1, "legacy"));
        }

        await gone.DisposeAsync();

        // One that goes while it sends the message has taken it for a minute.
        (await desk.Inbox.ManyAsync<Greeting>(1, TimeSpan.FromMinutes(2)))[0].Text.ShouldBe("legacy");
    }

    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_continues_the_trace_when_it_delivers(BusTransport transport)
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "MassTransit" or "test" or "HelpdeskMail.Bus",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("test");
        var site = await BusSite.CreateAsync(transport);
        await using var desk = await BusHost.StartAsync(site, bus => bus.AddConsumer<ContextConsumer>());
        await using var scope = desk.NewScope();

        using var activity = source.StartActivity("work");
        await desk.Bus.Publish(new Greeting(1, "now"));
        await scope.Get<IMessageScheduler>().SchedulePublish(InAMoment(), new Greeting(2, "later"));

        var seen = await desk.Inbox.ManyAsync<ContextConsumer.Seen>(2);
        seen.ShouldAllBe(message => message.TraceId == activity!.TraceId.ToString());
    }

    [Fact]
    public async Task Bus_sends_the_others_when_one_scheduled_message_cannot_be_sent()
    {
        var site = await BusSite.CreateAsync(BusTransport.RabbitMq);
        await using var desk = await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>());
        await using var scope = desk.NewScope();
        await scope.Get<IMessageScheduler>().SchedulePublish(InAMoment(), new Greeting(1, "good"));
        await using (var source = NpgsqlDataSource.Create(site.ConnectionString))
        {
            await using var command = source.CreateCommand(
                $"insert into {site.Schema}.scheduled (token, due_at, destination, envelope, body) values (gen_random_uuid(), now() - interval '1 hour', 'nowhere', '{{}}', '')");
            await command.ExecuteNonQueryAsync();
        }

        (await desk.Inbox.OneAsync<Greeting>()).Text.ShouldBe("good");
    }

    /// <summary>Not before a slow machine has come to the test's next step.</summary>
    private static DateTime InAWhile() => TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(5);

    private static DateTime InAMoment() => TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(1);
}
