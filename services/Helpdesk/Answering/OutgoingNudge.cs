using HelpdeskMail.Contracts.Replies;
using MassTransit;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>Tells the Reply service that a reply waits. A nudge that cannot be sent is no failure: the row is the truth, and the sweep repeats it.</summary>
public sealed partial class OutgoingNudge(IBus bus, ILogger<OutgoingNudge> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Tries to; gives up after five seconds.</summary>
    public async Task TrySendAsync(Guid replyId, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            await bus.Publish(new ReplyQueued(replyId), limit.Token);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            LogNotSent(logger, replyId, exception.Message);
        }
    }

    [LoggerMessage(EventId = 30, EventName = "reply.not_announced", Level = LogLevel.Warning, Message = "Reply {ReplyId} waits, but could not be announced ({Reason}); it is announced again soon")]
    private static partial void LogNotSent(ILogger logger, Guid replyId, string reason);
}
