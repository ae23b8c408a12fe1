using MassTransit.SqlTransport;

namespace HelpdeskMail.ServiceDefaults.Bus.Postgres;

/// <summary>A message on its way into the queues of <paramref name="Target"/>.</summary>
internal sealed record OutgoingMessage(
    string Target,
    bool ToTopic,
    TimeSpan? Delay,
    TimeSpan? TimeToLive,
    Guid TransportId,
    Guid? ScheduleToken,
    string? PartitionKey,
    string? RoutingKey,
    short Priority,
    string Envelope,
    byte[] Body)
{
    private const short OrdinaryPriority = 100;

    public static OutgoingMessage From<T>(string target, bool toTopic, SqlMessageSendContext<T> context)
        where T : class =>
        new(
            target,
            toTopic,
            context.Delay,
            context.TimeToLive,
            context.TransportMessageId,
            context.ScheduledMessageId,
            context.PartitionKey,
            context.RoutingKey,
            context.Priority ?? OrdinaryPriority,
            Bus.Envelope.Write(context),
            context.Body.GetBytes());
}
