using MassTransit;

namespace HelpdeskMail.Bus.Replica;

/// <summary>Says on standard output that it has the message, and keeps it.</summary>
public sealed class HoldingConsumer : IConsumer<Greeting>
{
    public async Task Consume(ConsumeContext<Greeting> context)
    {
        await Console.Out.WriteLineAsync($"holding {context.Message.Number}");
        await Task.Delay(Timeout.Infinite);
    }
}
