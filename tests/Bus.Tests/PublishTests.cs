using HelpdeskMail.ServiceDefaults.Bus;

namespace HelpdeskMail.Bus.Tests;

public class PublishTests
{
    [Theory]
    [InlineData(BusTransport.Postgres)]
    public async Task Bus_delivers_a_message_when_it_is_published(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        await using var desk = await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>());

        await desk.Bus.Publish(new Greeting(1, "Grüße"));

        (await desk.Inbox.OneAsync<Greeting>()).ShouldBe(new Greeting(1, "Grüße"));
    }
}
