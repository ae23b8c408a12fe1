using Dapper;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.ServiceDefaults.Bus;
using HelpdeskMail.ServiceDefaults.Repeating;
using MassTransit;
using Npgsql;

namespace HelpdeskMail.MailStore.Announcements;

/// <summary>
/// Says <see cref="MailReceived"/> again for receipts that nobody has reported handled: after 30 seconds, then with pauses that double up to an hour.
/// Rows are claimed by moving their next time forward before anything is said, so that replicas share the work; an announcement that is lost, because
/// this process went away in between, is made up for by the next one. While the bus takes nothing, the pauses stay as they are, so that nothing waits long once it is back.
/// </summary>
internal sealed partial class AnnounceReceipts(NpgsqlDataSource database, IBus bus, TimeProvider time, ILogger<AnnounceReceipts> logger) : BackgroundService
{
    /// <summary>From storing to the first repetition.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private const int Batch = 100;

    /// <summary>What is announced before its time, at most: after a long import the queue is full of announcements that reached it.</summary>
    private const int MostWaiting = 5_000;

    /// <summary>Announces what is due now; gives the number of receipts.</summary>
    public async Task<int> AnnounceDueAsync(CancellationToken cancellation)
    {
        List<(long Id, string? TraceParent)> due;
        await using (var connection = await database.OpenConnectionAsync(cancellation))
        {
            due = [.. await connection.QueryAsync<(long, string?)>(
                """
                update receipt set announcements = announcements + 1,
                  announce_at = now() + least(@FirstPause * power(2, least(announcements + 1, 20)), @LongestPause)
                where id in (
                  select id from receipt where handled_at is null and announce_at <= now()
                  order by announce_at limit @Batch for update skip locked)
                returning id, trace_parent
                """,
                new { FirstPause, LongestPause, Batch })];
        }

        try
        {
            foreach (var some in due.Chunk(MailReceived.Most))
            {
                await bus.PublishAsync(new MailReceived([.. some.Select(one => new ReceivedMail(one.Id, one.TraceParent))]), Patience, cancellation);
            }
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            await PutBackAsync([.. due.Select(one => one.Id)], cancellation);
            throw;
        }

        if (due.Count > 0)
        {
            LogAnnounced(logger, due.Count, due[0].Id);
        }

        return due.Count;
    }

    /// <summary>Announces what waits for its next time now, the oldest first.</summary>
    public async Task AnnounceWaitingAsync(CancellationToken cancellation)
    {
        await using (var connection = await database.OpenConnectionAsync(cancellation))
        {
            await connection.ExecuteAsync(
                """
                update receipt set announce_at = now()
                where id in (
                  select id from receipt where handled_at is null and announce_at > now()
                  order by announce_at limit @MostWaiting for update skip locked)
                """,
                new { MostWaiting });
        }

        await AnnounceAllDueAsync(cancellation);
    }

    private async Task AnnounceAllDueAsync(CancellationToken cancellation)
    {
        while (await AnnounceDueAsync(cancellation) == Batch)
        {
            // A full batch says that more may be due.
        }
    }

    private async Task PutBackAsync(long[] ids, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            "update receipt set announcements = announcements - 1, announce_at = now() + @FirstPause where id = any (@ids) and handled_at is null", new { ids, FirstPause });
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Repeat.EveryAsync(Interval, time, AnnounceAllDueAsync, exception => LogFailed(logger, exception), stoppingToken);

    [LoggerMessage(EventId = 20, EventName = "receipts.announced", Level = LogLevel.Information, Message = "Announced {Count} receipts again that nobody had handled, first {ReceiptId}")]
    private static partial void LogAnnounced(ILogger logger, int count, long receiptId);

    [LoggerMessage(EventId = 21, EventName = "receipts.announce_failed", Level = LogLevel.Warning, Message = "Receipts could not be announced; trying again")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
