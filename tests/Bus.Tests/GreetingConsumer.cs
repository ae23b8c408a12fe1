using HelpdeskMail.Bus.Replica;
using MassTransit;

namespace HelpdeskMail.Bus.Tests;

public sealed class GreetingConsumer(Inbox inbox) : IConsumer<Greeting>
{
    public Task Consume(ConsumeContext<Greeting> context)
    {
        inbox.Add(context.Message);
        return Task.CompletedTask;
    }
}
