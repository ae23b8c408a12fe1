using MassTransit;

namespace HelpdeskMail.Bus.Tests;

/// <summary>Puts what it consumes into the inbox.</summary>
public sealed class RecordingConsumer<T>(Inbox inbox) : IConsumer<T>
    where T : class
{
    public Task Consume(ConsumeContext<T> context)
    {
        inbox.Add(context.Message);
        return Task.CompletedTask;
    }
}
