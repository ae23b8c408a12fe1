using HelpdeskMail.Bus.Replica;
using MassTransit;

namespace HelpdeskMail.Bus.Tests;

/// <summary>Fails as often as the greeting's number says, then records it.</summary>
public sealed class FailingConsumer(Inbox inbox) : IConsumer<Greeting>
{
    public Task Consume(ConsumeContext<Greeting> context)
    {
        inbox.Add(new Attempt(context.MessageId, context.GetRetryAttempt(), context.GetRedeliveryCount()));
        if (inbox.Of<Attempt>().Count <= context.Message.Number)
        {
            throw new InvalidOperationException("This will not do.");
        }

        inbox.Add(context.Message);
        return Task.CompletedTask;
    }

    public sealed record Attempt(Guid? MessageId, int Retry, int Redelivery);
}
