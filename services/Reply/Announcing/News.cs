using System.Globalization;
using System.Threading.Channels;
using Dapper;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Reply.Queue;
using HelpdeskMail.ServiceDefaults.Bus;
using MassTransit;
using Npgsql;

namespace HelpdeskMail.Reply.Announcing;

/// <summary>
/// Tells the helpdesk where replies stand, and under which Message-ID they went out when that is not ours. A row remembers which of its revisions the bus
/// has taken; what a crash or a bus that is away leaves untold is told by the next round. A bus that takes nothing is waited for a few seconds only.
/// </summary>
internal sealed partial class News(NpgsqlDataSource database, IBus bus, ILogger<News> logger)
{
    private const string Untold = "(announced_revision < revision or not used_id_told)";
    private const int AtOnce = 100;
    private static readonly TimeSpan LateAfter = TimeSpan.FromDays(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Channel<Guid> soon = Channel.CreateBounded<Guid>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Has a reply's news told in a moment, together with others'.</summary>
    public void Soon(Guid replyId) => soon.Writer.TryWrite(replyId);

    /// <summary>Tells what is given to <see cref="Soon"/>, many at a time, until it is cancelled. What the bus does not take is told by a later <see cref="TellAllAsync"/>.</summary>
    public async Task TellSoonAsync(CancellationToken cancellation)
    {
        while (await soon.Reader.WaitToReadAsync(cancellation))
        {
            var ids = new List<Guid>();
            while (ids.Count < AtOnce && soon.Reader.TryRead(out var id))
            {
                ids.Add(id);
            }

            try
            {
                await TellAsync(await FindAsync($"reply_id = any(@ids) and {Untold}", new { ids = ids.ToArray() }, cancellation), cancellation);
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
            {
                LogNotTold(logger, ids[0], exception);
            }
        }
    }

    /// <summary>Tells a row's present state.</summary>
    /// <exception cref="TimeoutException">The bus did not take it in time.</exception>
    public Task TellAsync(QueueRow row, CancellationToken cancellation) => TellAsync([row], cancellation);

    private async Task TellAsync(List<QueueRow> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0)
        {
            return;
        }

        rows.Sort((one, other) => one.ReplyId.CompareTo(other.ReplyId));
        await Task.WhenAll(rows.Select(row => PublishAsync(row, cancellation)));
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            update queue q set announced_revision = greatest(q.announced_revision, told.revision), used_id_told = q.used_id_told or q.used_message_id is not distinct from told.used
            from unnest(@ids, @revisions, @used) as told (id, revision, used) where q.reply_id = told.id
            """,
            new { ids = rows.Select(row => row.ReplyId).ToArray(), revisions = rows.Select(row => row.Revision).ToArray(), used = rows.Select(row => row.UsedMessageId).ToArray() });
    }

    private async Task PublishAsync(QueueRow row, CancellationToken cancellation)
    {
        await bus.PublishAsync(Message(row), Patience, cancellation);
        if (row.UsedMessageId is { } used)
        {
            await bus.PublishAsync(new ReplyFiled(row.ReplyId, used), Patience, cancellation);
        }
    }

    /// <summary>Tells what is new of one reply, as far as that goes now.</summary>
    public async Task TryTellAsync(Guid replyId, CancellationToken cancellation)
    {
        try
        {
            if (await FindAsync($"reply_id = @replyId and {Untold}", new { replyId }, cancellation) is [var row])
            {
                await TellAsync(row, cancellation);
            }
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            LogNotTold(logger, replyId, exception);
        }
    }

    /// <summary>
    /// Tells Message-IDs of copies a second time, ten minutes after: the helpdesk asks about a reply only until it hears of its end, so a word that was lost after that would stay lost.
    /// </summary>
    public async Task TellUsedIdsAgainAsync(CancellationToken cancellation)
    {
        foreach (var row in await FindAsync("used_message_id is not null and not used_id_told_again and used_id_told and sent_at < now() - interval '10 minutes' limit 100", null, cancellation))
        {
            await bus.PublishAsync(new ReplyFiled(row.ReplyId, row.UsedMessageId!), Patience, cancellation);
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await connection.ExecuteAsync("update queue set used_id_told_again = true where reply_id = @ReplyId", new { row.ReplyId });
        }
    }

    /// <summary>Tells everything that is untold, a hundred at a time; ends at the first that the bus does not take.</summary>
    public async Task TellAllAsync(CancellationToken cancellation)
    {
        List<QueueRow> rows;
        do
        {
            rows = await FindAsync("announced_revision < revision limit 100", null, cancellation);
            rows.AddRange(await FindAsync("not used_id_told and announced_revision >= revision limit 100", null, cancellation));
            await TellAsync(rows, cancellation);
        }
        while (rows.Count >= 100);
    }

    private async Task<List<QueueRow>> FindAsync(string where, object? parameters, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<QueueRow>($"select {QueueRow.ColumnsWithoutContent} from queue where {where}", parameters)];
    }

    private static object Message(QueueRow row) => row.StateNow switch
    {
        ReplyState.Sent => new ReplySent(row.ReplyId, row.Revision, row.SentAt ?? default, row.Server ?? "", row.Outcomes) { Note = Note(row), AcceptedAs = row.ServerAnswer },
        ReplyState.Failed => new ReplyFailed(row.ReplyId, row.Revision, row.Reason ?? "", row.ServerAnswer, row.Outcomes),
        var state => new ReplyProgressed(row.ReplyId, state, row.Revision, row.Attempts, row.NextAttemptAt, row.Reason) { Recipients = [.. row.Outcomes.Where(outcome => outcome.Accepted || outcome.Code >= 500)] },
    };

    /// <summary>What an agent should know of a reply that was sent: that it left late, or what else was noted where the recipients' answers do not say it.</summary>
    private static string? Note(QueueRow row)
    {
        var late = row.SentAt - (row.SendAfter > row.QueuedAt ? row.SendAfter.Value : row.QueuedAt);
        var warning = late > LateAfter ? string.Create(CultureInfo.InvariantCulture, $"It left {late.Value.TotalHours:0} hours after it was written; see whether it still says what it should.") : null;
        var reason = row.Outcomes.All(outcome => outcome.Accepted) ? row.Reason : null;
        return warning is null ? reason : $"{warning} {reason}".TrimEnd();
    }

    [LoggerMessage(EventId = 10, EventName = "reply.not_told", Level = LogLevel.Warning, Message = "The state of reply {ReplyId} could not be told now; it is told later")]
    private static partial void LogNotTold(ILogger logger, Guid replyId, Exception exception);
}
