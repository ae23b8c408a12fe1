using HelpdeskMail.Bus.Replica;
using MassTransit;

namespace HelpdeskMail.Bus.Tests;

public sealed class AnsweringConsumer : IConsumer<Greeting>
{
    public Task Consume(ConsumeContext<Greeting> context) => context.RespondAsync(new Answer(context.Message.Number * 2));

    public sealed record Answer(int Number);
}
