using Dapper;
using HelpdeskMail.Reply.SystemEmails;
using HelpdeskMail.Reply.Telemetry;
using HelpdeskMail.ServiceDefaults.Repeating;
using Microsoft.Extensions.Options;
using Npgsql;

namespace HelpdeskMail.Reply.Queue;

/// <summary>
/// Looks after the queue beside the sending, every fifteen seconds: counts it, tells those that wait why they do, and lets go of what is not needed any more. Running on several replicas at once
/// changes nothing.
/// </summary>
internal sealed partial class QueueUpkeep(
    NpgsqlDataSource database, WaitingWords words, SystemEmailDirectory directory, ReplyMetrics metrics, IOptions<ReplySettings> settings, TimeProvider time, ILogger<QueueUpkeep> logger) : BackgroundService
{
    private const int MostAtOnce = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>Drops the content of replies that are long sent and whose copy was seen to; gives how many.</summary>
    public async Task<int> DropContentAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            """
            update queue set content = content || '{"text": "", "html": null, "attachments": []}', content_dropped = true
            where reply_id in (
              select reply_id from queue where state = 'Sent' and not content_dropped and filing <> 'Due' and sent_at < now() - @KeepContent limit @MostAtOnce for update skip locked)
            """,
            new { settings.Value.KeepContent, MostAtOnce });
    }

    /// <summary>
    /// Ends what is of no use any more, since a link in it is void, and drops the words of all that has such a link as soon as it is over, in whatever way: whoever reads the queue or a copy of the database is not to
    /// find it there. Gives how many rows were dropped.
    /// </summary>
    public async Task<int> DropVoidAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<int>(
            """
            update queue set state = 'Failed', next_attempt_at = null, unknown_since = null, revision = revision + 1,
              reason = case when state = 'Unknown' then 'It is not known whether it was sent. The link in it is void by now; nothing more is done.' else 'It could not be sent while the link in it was of use. Have a new one sent.' end
            where void_at <= now() and not content_dropped and state in ('Queued', 'Unknown');
            with dropped as (
              update queue set content = content || '{"text": "", "html": null, "attachments": []}', content_dropped = true, filing = case when filing = 'Due' then 'GivenUp' else filing end
              where reply_id in (
                select reply_id from queue where void_at is not null and not content_dropped and state in ('Sent', 'Failed') and (filing <> 'Due' or void_at <= now())
                limit @MostAtOnce for update skip locked)
              returning 1)
            select count(*)::int from dropped
            """,
            new { MostAtOnce });
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Repeat.EveryAsync(Interval, time, RoundAsync, exception => LogFailed(logger, exception.Message), stoppingToken);

    /// <summary>Does all of it once. None of it waits for the rest: what cannot be counted or worded must not keep a link in the database.</summary>
    public async Task RoundAsync(CancellationToken cancellation)
    {
        foreach (var step in (Func<CancellationToken, Task>[])[DropVoidAsync, DropContentAsync, CountAsync, WriteWordsAsync, ForgetAsync])
        {
            try
            {
                await step(cancellation);
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
            {
                LogFailed(logger, exception.Message);
            }
        }
    }

    private Task WriteWordsAsync(CancellationToken cancellation) => words.WriteAsync([.. directory.Known], cancellation);

    private async Task CountAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var counts = await connection.QueryAsync<(string State, long Count)>("select state, count(*) from queue where state <> 'Sent' group by state");
        var oldest = await connection.ExecuteScalarAsync<double?>(
            "select extract(epoch from now() - min(greatest(queued_at, send_after)))::float8 from queue where state in ('Queued', 'Claimed', 'Sending') and (send_after is null or send_after <= now())");
        var held = await connection.ExecuteScalarAsync<int>("select count(*)::int from hold where held_until > now()");
        metrics.Looked(new QueueFigures(counts.ToDictionary(one => one.State, one => one.Count, StringComparer.Ordinal), Math.Max(0, oldest ?? 0), held));
    }

    /// <summary>
    /// Drops what was only for counting. Which replies were cancelled is kept for ever: the message that announces one may lie somewhere for as long as it likes, and the helpdesk announces one again that it has not
    /// heard the end of.
    /// </summary>
    public async Task ForgetAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("delete from begun where at < now() - interval '25 hours'");
    }

    [LoggerMessage(EventId = 43, EventName = "queue_upkeep.failed", Level = LogLevel.Warning, Message = "The queue could not be looked after; trying again. {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
