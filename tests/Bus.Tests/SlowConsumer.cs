using HelpdeskMail.Bus.Replica;
using MassTransit;

namespace HelpdeskMail.Bus.Tests;

/// <summary>Takes a tenth of a second for each message and notes how many it has at once.</summary>
public sealed class SlowConsumer(Inbox inbox) : IConsumer<Greeting>
{
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(100);

    public async Task Consume(ConsumeContext<Greeting> context)
    {
        using var busy = inbox.Enter(context.Message.Text);
        await Task.Delay(Work, context.CancellationToken);
        inbox.Add(context.Message);
    }
}
