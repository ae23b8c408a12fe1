using MassTransit;
using MassTransit.Configuration;
using MassTransit.Context;
using MassTransit.Scheduling;

namespace HelpdeskMail.ServiceDefaults.Bus.Scheduling;

/// <summary>Gives consumers their scheduler: for messages they schedule themselves, and for redelivery.</summary>
internal sealed class ScheduleFilter(ScheduleStore store, ScheduleDispatcher dispatcher) : IFilter<ConsumeContext>, IPipeSpecification<ConsumeContext>
{
    public Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        context.GetOrAddPayload<MessageSchedulerContext>(() => new ConsumeMessageSchedulerContext(
            context,
            consuming => new MessageScheduler(new StoredScheduleProvider(consuming, store, dispatcher), consuming.GetPayload<IBusTopology>())));
        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("storedScheduler");

    public void Apply(IPipeBuilder<ConsumeContext> builder) => builder.AddFilter(this);

    public IEnumerable<ValidationResult> Validate() => [];
}
