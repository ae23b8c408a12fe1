using Dapper;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Reply.Queue;
using MassTransit;
using Npgsql;

namespace HelpdeskMail.Reply.Announcing;

/// <summary>
/// Tells the helpdesk where replies stand. A row remembers which of its revisions the bus has taken; what a crash or a bus that is away leaves untold is
/// told by the next round.
/// </summary>
internal sealed partial class News(NpgsqlDataSource database, IBus bus, ILogger<News> logger)
{
    /// <summary>Tells a row's present state.</summary>
    public async Task TellAsync(QueueRow row, CancellationToken cancellation)
    {
        await bus.Publish(Message(row), cancellation);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            "update queue set announced_revision = greatest(announced_revision, @Revision) where reply_id = @ReplyId", new { row.ReplyId, row.Revision });
    }

    /// <summary>Tells what is new of one reply, as far as that goes now.</summary>
    public async Task TryTellAsync(Guid replyId, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            if (await connection.QuerySingleOrDefaultAsync<QueueRow>(
                $"select {QueueRow.Columns} from queue where reply_id = @replyId and announced_revision < revision", new { replyId }) is { } row)
            {
                await TellAsync(row, cancellation);
            }
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            LogNotTold(logger, replyId, exception);
        }
    }

    /// <summary>Tells everything that is untold, a hundred at a time.</summary>
    public async Task TellAllAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        foreach (var row in await connection.QueryAsync<QueueRow>($"select {QueueRow.Columns} from queue where announced_revision < revision limit 100"))
        {
            await TellAsync(row, cancellation);
        }
    }

    private static object Message(QueueRow row) => row.StateNow switch
    {
        ReplyState.Sent => new ReplySent(row.ReplyId, row.Revision, row.SentAt ?? default, row.Server ?? "", row.Outcomes),
        ReplyState.Failed => new ReplyFailed(row.ReplyId, row.Revision, row.Reason ?? "", row.ServerAnswer, row.Outcomes),
        var state => new ReplyProgressed(row.ReplyId, state, row.Revision, row.Attempts, row.NextAttemptAt, row.Reason),
    };

    [LoggerMessage(EventId = 10, EventName = "reply.not_told", Level = LogLevel.Warning, Message = "The state of reply {ReplyId} could not be told now; it is told later")]
    private static partial void LogNotTold(ILogger logger, Guid replyId, Exception exception);
}
