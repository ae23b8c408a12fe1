using HelpdeskMail.ServiceDefaults.Bus.Storage;
using MassTransit;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HelpdeskMail.ServiceDefaults.Bus.Postgres;

/// <summary>
/// Removes what nobody will consume: expired messages, queues that were idle past their limit, and messages whose queue is gone. Every process
/// tries once a minute; an advisory lock lets one of them do it.
/// </summary>
internal sealed partial class Housekeeping(BusDatabase database, TimeProvider time, ILogger<Housekeeping> logger)
{
    private const int Batch = 1000;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private const string Expired =
        """
        with worn as (
          select id from message
          where expires_at < now() and visible_at <= now()
          order by expires_at limit $1 for update skip locked)
        delete from message m using worn w where m.id = w.id
        """;

    private const string IdleQueues =
        """
        with idle as (
          select name from queue where kind = 1 and touched_at < now() - idle_limit for update skip locked)
        delete from queue q using idle i where q.name = i.name
        """;

    /// <summary>Steps from queue to queue along the index, so that it costs as many probes as there are queues.</summary>
    private const string Orphans =
        """
        with recursive present (queue_id) as (
          (select queue_id from message order by queue_id limit 1)
          union all
          select (select m.queue_id from message m where m.queue_id > p.queue_id order by m.queue_id limit 1)
          from present p where p.queue_id is not null
        ),
        orphaned as (
          select m.id from present p cross join lateral (select id from message where queue_id = p.queue_id limit $1) m
          where not exists (select from queue q where q.id = p.queue_id)
        )
        delete from message m using orphaned o where m.id = o.id
        """;

    /// <summary>Keeps house until <paramref name="cancellation"/>.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await NextAsync(timer, cancellation))
        {
            try
            {
                await SweepAsync(cancellation);
            }
            catch (Exception exception) when (exception is ConnectionException or NpgsqlException or OperationCanceledException)
            {
                LogFailed(logger, exception.Message);
            }
        }
    }

    /// <summary>One round; gives the number of rows removed, 0 when another process is at it.</summary>
    public Task<int> SweepAsync(CancellationToken cancellation) =>
        database.RunAsync(
            async connection =>
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellation);
                await using var claim = new NpgsqlCommand("select pg_try_advisory_xact_lock(hashtextextended('bus-housekeeping:' || $1, 0))", connection, transaction)
                {
                    Parameters = { new() { Value = database.Schema } },
                };
                if (await claim.ExecuteScalarAsync(cancellation) is not true)
                {
                    return 0;
                }

                var removed = await DeleteAsync(IdleQueues) + await DeleteAsync(Expired, (long)Batch) + await DeleteAsync(Orphans, (long)Batch);
                await transaction.CommitAsync(cancellation);
                return removed;

                async Task<int> DeleteAsync(string sql, params long[] values)
                {
                    await using var command = new NpgsqlCommand(sql, connection, transaction);
                    foreach (var value in values)
                    {
                        command.Parameters.Add(new NpgsqlParameter { Value = value });
                    }

                    return await command.ExecuteNonQueryAsync(cancellation);
                }
            },
            cancellation);

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken cancellation)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(EventId = 4, EventName = "bus.housekeeping.failed", Level = LogLevel.Information, Message = "Expired messages and idle queues stay another minute ({Reason})")]
    private static partial void LogFailed(ILogger logger, string reason);
}
