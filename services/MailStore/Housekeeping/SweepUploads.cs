using Dapper;
using HelpdeskMail.ServiceDefaults.Repeating;
using Npgsql;

namespace HelpdeskMail.MailStore.Housekeeping;

/// <summary>Removes the chunks of uploads that broke off: those that have not grown for an hour. Safe on any number of replicas at once.</summary>
internal sealed partial class SweepUploads(NpgsqlDataSource database, TimeProvider time, ILogger<SweepUploads> logger) : BackgroundService
{
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <summary>Sweeps once; gives the number of uploads removed.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var swept = await connection.ExecuteScalarAsync<int>(
            """
            with gone as (
              delete from upload where body in (
                select body from upload where grown_at < now() - @Abandoned limit 100 for update skip locked)
              returning body),
            chunks as (delete from chunk where body in (select body from gone))
            select count(*)::int from gone
            """,
            new { Abandoned });
        if (swept > 0)
        {
            LogSwept(logger, swept);
        }

        return swept;
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Repeat.EveryAsync(Interval, time, SweepAsync, exception => LogFailed(logger, exception), stoppingToken);

    [LoggerMessage(EventId = 30, EventName = "uploads.swept", Level = LogLevel.Information, Message = "Removed {Count} uploads that had broken off")]
    private static partial void LogSwept(ILogger logger, int count);

    [LoggerMessage(EventId = 31, EventName = "uploads.sweep_failed", Level = LogLevel.Warning, Message = "Broken-off uploads could not be removed; trying again later")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
