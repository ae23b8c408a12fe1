using HelpdeskMail.Bus.Replica;
using HelpdeskMail.Fixtures;
using HelpdeskMail.ServiceDefaults.Bus;
using MassTransit;

namespace HelpdeskMail.Bus.Tests;

public class SendTests
{
    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_delivers_to_one_queue_when_a_message_is_sent(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        await using var fetch = await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>(), "fetch");
        await using var reply = await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>(), "reply");

        var endpoint = await fetch.Bus.GetSendEndpoint(new Uri("queue:reply-greeting"));
        await endpoint.Send(new Greeting(1, "only you"));

        await reply.Inbox.OneAsync<Greeting>();
        fetch.Inbox.Of<Greeting>().ShouldBeEmpty();
    }

    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_keeps_a_sent_message_when_its_consumer_starts_later(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        await using var fetch = await BusHost.StartAsync(site, _ => { }, "fetch");
        var endpoint = await fetch.Bus.GetSendEndpoint(new Uri("queue:desk-greeting"));
        await endpoint.Send(new Greeting(1, "early"));
        (await site.CountAsync("desk-greeting")).ShouldBe(1);

        await using var desk = await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>());

        (await desk.Inbox.OneAsync<Greeting>()).Text.ShouldBe("early");
    }

    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_answers_a_request_when_a_consumer_responds(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        await using var desk = await BusHost.StartAsync(site, bus => bus.AddConsumer<AnsweringConsumer>(), "desk");
        await using var fetch = await BusHost.StartAsync(site, bus => bus.AddRequestClient<Greeting>(), "fetch");

        await using var scope = fetch.NewScope();
        var client = scope.Get<IRequestClient<Greeting>>();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => client.GetResponse<AnsweringConsumer.Answer>(new Greeting(number, ""))));

        answers.Select(answer => answer.Message.Number).ShouldBe(Enumerable.Range(0, 20).Select(number => number * 2));
    }

    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_fails_a_request_when_its_consumer_throws(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        await using var desk = await BusHost.StartAsync(
            site, bus => bus.AddConsumer<FailingConsumer>(), "desk", settings => settings["Bus:RedeliveryDelays:0"] = "00:00:00.001");
        await using var fetch = await BusHost.StartAsync(site, bus => bus.AddRequestClient<Greeting>(), "fetch");

        await using var scope = fetch.NewScope();
        var failure = await Should.ThrowAsync<RequestFaultException>(
            () => scope.Get<IRequestClient<Greeting>>().GetResponse<AnsweringConsumer.Answer>(new Greeting(int.MaxValue, "")));

        failure.Message.ShouldContain("will not do");
    }

    [Theory]
    [ClassData(typeof(Transports))]
    public async Task Bus_parks_a_message_when_no_consumer_of_the_queue_knows_its_type(BusTransport transport)
    {
        var site = await BusSite.CreateAsync(transport);
        await using var desk = await BusHost.StartAsync(site, bus => bus.AddConsumer<GreetingConsumer>());

        var endpoint = await desk.Bus.GetSendEndpoint(new Uri("queue:desk-greeting"));
        await endpoint.Send(new PublishTests.Farewell(1));

        await Eventually.HoldsAsync("the message is in the skipped queue", async () => await site.CountAsync("desk-greeting", QueueKind.DeadLetter) == 1);
        (await site.CountAsync("desk-greeting")).ShouldBe(0);
    }
}
