using HelpdeskMail.Bus.Replica;
using MassTransit;

namespace HelpdeskMail.Bus.Tests;

/// <summary>Works for longer than a lock of twenty seconds.</summary>
public sealed class PatientConsumer(Inbox inbox) : IConsumer<Greeting>
{
    private static readonly TimeSpan Work = TimeSpan.FromSeconds(26);

    public async Task Consume(ConsumeContext<Greeting> context)
    {
        inbox.Add(new Begun());
        await Task.Delay(Work, context.CancellationToken);
        inbox.Add(context.Message);
    }

    public sealed record Begun;
}
