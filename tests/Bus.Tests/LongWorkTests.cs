using HelpdeskMail.Bus.Replica;
using HelpdeskMail.Fixtures;
using HelpdeskMail.ServiceDefaults.Bus;
using MassTransit;

namespace HelpdeskMail.Bus.Tests;

public sealed class LongWorkTests
{
    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_leaves_a_message_with_its_consumer_when_it_takes_longer_than_the_lock(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        var inbox = new Inbox();
        void Configure(IBusRegistrationConfigurator bus) => bus.AddConsumer<PatientConsumer>();
        void Settings(IDictionary<string, string?> settings) => settings["Bus:LockDuration"] = "00:00:20";
        await using var first = await BusHost.StartAsync(site, Configure, settings: Settings, inbox: inbox);
        await using var second = await BusHost.StartAsync(site, Configure, settings: Settings, inbox: inbox);

        await first.Bus.Publish(new Greeting(1, "takes its time"));
        await inbox.OneAsync<Greeting>();

        inbox.Of<PatientConsumer.Begun>().Count.ShouldBe(1);
        await Eventually.HoldsAsync("the queue is empty", async () => await site.CountAsync("desk-patient") == 0);
    }
}
