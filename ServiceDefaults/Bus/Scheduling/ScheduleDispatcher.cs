using System.Diagnostics;
using System.Net.Mime;
using MassTransit;
using MassTransit.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HelpdeskMail.ServiceDefaults.Bus.Scheduling;

/// <summary>
/// Sends scheduled messages when they are due. Every process does, each message once, unless one dies between handing it to the broker and noting
/// that: then it is sent again. The process that scheduled a message wakes itself in time; the others look every five seconds.
/// </summary>
internal sealed partial class ScheduleDispatcher(ScheduleStore store, IServiceProvider services, TimeProvider time, ILogger<ScheduleDispatcher> logger)
    : BackgroundService
{
    private static readonly ActivitySource Tracing = new("HelpdeskMail.Bus");
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim woken = new(0);

    /// <summary>Something was scheduled; the time of the next look may have to move.</summary>
    public void Wake() => woken.Release();

    public override void Dispose()
    {
        woken.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = LookInterval;
            try
            {
                await SendDueAsync(stoppingToken);
                if (await store.NextDueAsync(stoppingToken) is { } due && due < pause)
                {
                    pause = due;
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, exception.Message);
            }

            await PauseAsync(pause, stoppingToken);
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken stopping)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(woken.WaitAsync(waiting.Token), Task.Delay(pause, time, waiting.Token));
        await waiting.CancelAsync();
        while (woken.Wait(0, CancellationToken.None))
        {
            // Several wake-ups are one.
        }
    }

    private async Task SendDueAsync(CancellationToken stopping)
    {
        while (await store.TakeDueAsync(stopping) is { Count: > 0 } due)
        {
            // Past half of the hold the rest is left to whoever takes it next, lest two processes send the same message.
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            patience.CancelAfter(ScheduleStore.Hold / 2);
            foreach (var send in due)
            {
                if (await TrySendAsync(send, patience.Token))
                {
                    await store.RemoveAsync(send.Token, CancellationToken.None);
                }

                patience.Token.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Gives false when the message cannot be sent; it is tried again when the hold is over, and does not keep the others from being sent.</summary>
    private async Task<bool> TrySendAsync(ScheduledSend send, CancellationToken patience)
    {
        try
        {
            await SendAsync(send, patience);
            return true;
        }
        catch (Exception exception) when (!patience.IsCancellationRequested)
        {
            LogUnsent(logger, send.Token, send.Destination, exception.Message);
            return false;
        }
    }

    private async Task SendAsync(ScheduledSend scheduled, CancellationToken patience)
    {
        using var activity = Tracing.StartActivity("scheduled send", ActivityKind.Producer, scheduled.TraceParent);
        var endpoint = await services.GetRequiredService<IBus>().GetSendEndpoint(new Uri(scheduled.Destination));
        var envelope = Envelope.Read(scheduled.Envelope);
        await endpoint.Send(
            new ScheduledBody(),
            Pipe.Execute<SendContext<ScheduledBody>>(context =>
            {
                envelope.ApplyTo(context);
                context.TimeToLive = scheduled.ExpiresAfter;
                context.Serializer = new CopyBodySerializer(new ContentType(envelope.ContentType!), new BytesMessageBody(scheduled.Body));
            }),
            patience);
    }

    [LoggerMessage(EventId = 6, EventName = "bus.schedule.unsent", Level = LogLevel.Warning, Message = "The scheduled message {Token} to {Destination} could not be sent ({Reason}); trying again in a minute")]
    private static partial void LogUnsent(ILogger logger, Guid token, string destination, string reason);

    [LoggerMessage(EventId = 5, EventName = "bus.schedule.failed", Level = LogLevel.Warning, Message = "Scheduled messages could not be sent ({Reason}); trying again")]
    private static partial void LogFailed(ILogger logger, string reason);
}
