using HelpdeskMail.Bus.Replica;
using MassTransit;

namespace HelpdeskMail.Bus.Tests;

/// <summary>Keeps its greetings until every replica has one: none has consumed all before the others have looked.</summary>
public sealed class CompetingConsumer(Inbox inbox, Meeting meeting) : IConsumer<Greeting>
{
    public async Task Consume(ConsumeContext<Greeting> context)
    {
        await meeting.AwaitAllAsync(inbox, context.CancellationToken);
        inbox.Add(context.Message);
    }
}
