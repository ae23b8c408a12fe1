using System.Collections.Concurrent;
using Dapper;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Live;

/// <summary>
/// Tells the pages of every replica what has been committed, many things at a time. Told inside the transactions themselves, it would make them commit one after the other (PostgreSQL keeps the order of
/// NOTIFY that way, and holds it while it waits for the disk), and incoming mail would be stored no faster than the disk turns. What is lost here, because the process ends in between, shows with
/// the next news.
/// </summary>
public sealed partial class LiveTeller(NpgsqlDataSource database, ILogger<LiveTeller> logger)
{
    private readonly ConcurrentQueue<string> waiting = new();
    private int telling;

    /// <summary>Tells some topics (see <see cref="LiveHub.Tell"/>) and does not wait for it.</summary>
    public void Tell(params IEnumerable<string> topics)
    {
        foreach (var topic in topics)
        {
            waiting.Enqueue(topic);
        }

        if (Interlocked.CompareExchange(ref telling, 1, 0) == 0)
        {
            // What is told belongs to many calls and to none of their traces.
            using (ExecutionContext.SuppressFlow())
            {
                _ = Task.Run(TellAsync);
            }
        }
    }

    private async Task TellAsync()
    {
        do
        {
            while (Take() is { Count: > 0 } topics)
            {
                try
                {
                    await using var connection = await database.OpenConnectionAsync();
                    await connection.ExecuteAsync(
                        "select pg_notify('helpdesk_live', topic), set_config('synchronous_commit', 'off', true) from unnest(@topics) as topic", new { topics = topics.ToArray() });
                }
                catch (Exception exception)
                {
                    LogNotTold(logger, topics.Count, exception);
                }
            }

            Volatile.Write(ref telling, 0);
        }
        while (!waiting.IsEmpty && Interlocked.CompareExchange(ref telling, 1, 0) == 0);
    }

    private HashSet<string> Take()
    {
        var topics = new HashSet<string>(StringComparer.Ordinal);
        while (waiting.TryDequeue(out var topic))
        {
            topics.Add(topic);
        }

        return topics;
    }

    [LoggerMessage(EventId = 31, EventName = "live.not_told", Level = LogLevel.Warning, Message = "{Count} changes could not be told to the open pages; they show with the next one")]
    private static partial void LogNotTold(ILogger logger, int count, Exception exception);
}
