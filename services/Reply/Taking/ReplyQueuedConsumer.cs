using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Reply.Announcing;
using HelpdeskMail.Reply.Queue;
using HelpdeskMail.Reply.Sending;
using MassTransit;

namespace HelpdeskMail.Reply.Taking;

/// <summary>
/// Takes a reply over from the helpdesk. Running twice gives one row, and each further time repeats the row's present state, which is what the helpdesk
/// has missed when it nudges again. One that was cancelled before it came is not taken over, and the helpdesk is told. Dying half-way leaves either no row, and the message comes again, or the row, which is found by itself.
/// </summary>
internal sealed partial class ReplyQueuedConsumer(HelpdeskClient helpdesk, QueueTable queue, News news, Dispatcher dispatcher, ILogger<ReplyQueuedConsumer> logger)
    : IConsumer<ReplyQueued>
{
    public async Task Consume(ConsumeContext<ReplyQueued> context)
    {
        var id = context.Message.ReplyId;
        if (await queue.FindAsync(id, context.CancellationToken) is null)
        {
            if (await helpdesk.FindAsync(id, context.CancellationToken) is not { } reply)
            {
                LogUnknown(logger, id);
                return;
            }

            await queue.AddAsync(reply, context.CancellationToken);
            dispatcher.Wake();
        }

        if (await queue.FindAsync(id, context.CancellationToken) is { } row)
        {
            await news.TellAsync(row, context.CancellationToken);
        }
        else
        {
            // The helpdesk died after it had the reply cancelled here and before it noted that; unanswered, it would announce it for ever.
            await context.Publish(new ReplyFailed(id, Revision: 1, "It was cancelled before it was sent.", ServerAnswer: null, []), context.CancellationToken);
        }
    }

    [LoggerMessage(EventId = 1, EventName = "reply.unknown", Level = LogLevel.Warning, Message = "The helpdesk does not know the reply {ReplyId}; it is passed over")]
    private static partial void LogUnknown(ILogger logger, Guid replyId);
}
