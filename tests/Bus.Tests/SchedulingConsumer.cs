using HelpdeskMail.Bus.Replica;
using MassTransit;

namespace HelpdeskMail.Bus.Tests;

public sealed class SchedulingConsumer : IConsumer<SchedulingConsumer.Start>
{
    public Task Consume(ConsumeContext<Start> context) =>
        context.GetPayload<MessageSchedulerContext>().SchedulePublish(
            TimeSpan.FromMilliseconds(300),
            new Greeting(context.Message.Number, "from a consumer"),
            Pipe.Execute<SendContext<Greeting>>(sending => sending.Headers.Set("X-Kept", "yes")));

    public sealed record Start(int Number);
}
