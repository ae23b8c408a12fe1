using System.Diagnostics;
using MassTransit;
using MassTransit.Scheduling;
using MassTransit.Transports;

namespace HelpdeskMail.ServiceDefaults.Bus.Scheduling;

/// <summary>
/// Schedules by storing the message, complete as it would be sent now, in PostgreSQL. When the task completes it is committed, and cancelling takes
/// effect at once; the broker need not answer for either.
/// </summary>
internal sealed class StoredScheduleProvider(ISendEndpointProvider endpoints, ScheduleStore store, ScheduleDispatcher dispatcher)
    : IScheduleMessageProvider
{
    public async Task<ScheduledMessage<T>> ScheduleSend<T>(
        Uri destinationAddress, DateTime scheduledTime, T message, IPipe<SendContext<T>> pipe, CancellationToken cancellationToken)
        where T : class
    {
        if (!MessageTypeCache<T>.IsValidMessageType)
        {
            throw new ArgumentException(MessageTypeCache<T>.InvalidMessageTypeReason, nameof(message));
        }

        var scheduling = new ScheduleSendPipe<T>(pipe, scheduledTime) { ScheduledMessageId = ScheduleTokenIdCache<T>.GetTokenId(message) };
        var endpoint = (ITransportSendEndpoint)await endpoints.GetSendEndpoint(destinationAddress);
        var context = await endpoint.CreateSendContext(message, scheduling, cancellationToken);
        var token = scheduling.ScheduledMessageId ?? NewId.NextGuid();
        var dueAt = new DateTimeOffset(
            scheduledTime.Kind == DateTimeKind.Local ? scheduledTime.ToUniversalTime() : DateTime.SpecifyKind(scheduledTime, DateTimeKind.Utc));
        var body = context.Serializer.GetMessageBody(context).GetBytes();
        await store.AddAsync(
            new ScheduledSend(
                token,
                (context.DestinationAddress ?? destinationAddress).ToString(),
                Envelope.Write(context),
                context.TimeToLive,
                Activity.Current?.Id,
                body),
            dueAt,
            cancellationToken);
        dispatcher.Wake();
        return new ScheduledMessageHandle<T>(token, scheduledTime, destinationAddress, message);
    }

    public Task CancelScheduledSend(Guid tokenId, CancellationToken cancellationToken) => store.RemoveAsync(tokenId, cancellationToken);

    public Task CancelScheduledSend(Uri destinationAddress, Guid tokenId, CancellationToken cancellationToken) =>
        store.RemoveAsync(tokenId, cancellationToken);
}
