using Dapper;
using HelpdeskMail.ServiceDefaults.Repeating;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>
/// Brings back the tickets whose time to wait is over: on top of the list, unread for whoever has them. Replicas share the work, since each row is claimed; one that dies half-way leaves its rows as they were.
/// </summary>
public sealed partial class WaitingSweep(NpgsqlDataSource database, TimeProvider time, ILogger<WaitingSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>Brings back what is due, once.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var due = (await connection.QueryAsync<long>(
            """
            update ticket set waiting_since = null, wakes_at = null, woken_at = @now, last_entry_at = greatest(last_entry_at, @now)
            where number in (select number from ticket where wakes_at <= @now order by wakes_at limit 100 for update skip locked)
            returning number
            """,
            new { now },
            transaction)).AsList();
        foreach (var number in due)
        {
            await EntryWriter.AddAsync(connection, transaction, number, new NewEntry(EntryKind.Event, now, "HelpdeskMail", "The time to wait is over"));
            await connection.ExecuteAsync("delete from seen using ticket where ticket.number = @number and seen.ticket_number = @number and seen.person_id = ticket.assignee", new { number }, transaction);
        }

        await transaction.CommitAsync(cancellation);
        return due.Count;
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Repeat.EveryAsync(Pause, time, SweepAsync, exception => LogFailed(logger, exception.Message), stoppingToken);

    [LoggerMessage(EventId = 62, EventName = "ticket.waiting_sweep_failed", Level = LogLevel.Warning, Message = "Tickets that waited could not be looked for ({Reason}); trying again")]
    private static partial void LogFailed(ILogger logger, string reason);
}
