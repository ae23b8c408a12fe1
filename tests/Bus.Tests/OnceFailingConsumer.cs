using HelpdeskMail.Bus.Replica;
using MassTransit;

namespace HelpdeskMail.Bus.Tests;

/// <summary>Fails at the first delivery of a greeting with all its retries, and records the greeting at the second.</summary>
public sealed class OnceFailingConsumer(Inbox inbox) : IConsumer<Greeting>
{
    public Task Consume(ConsumeContext<Greeting> context)
    {
        if (context.GetRedeliveryCount() == 0)
        {
            throw new InvalidOperationException("This will not do.");
        }

        inbox.Add(context.Message);
        return Task.CompletedTask;
    }
}
