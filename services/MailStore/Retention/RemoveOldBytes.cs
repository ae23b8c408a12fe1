using Dapper;
using HelpdeskMail.ServiceDefaults.Repeating;
using Microsoft.Extensions.Options;
using Npgsql;

namespace HelpdeskMail.MailStore.Retention;

/// <summary>
/// Removes the raw bytes of mail that the rules keep no longer: handled, or never readable, and older than the rule says in every mailbox it lies in. Receipt and hash stay, so that the same mail
/// seen again is still known and makes no second entry; bytes that come again are kept again. Files of entries and replies are never touched. Without a rule nothing is removed.
/// </summary>
internal sealed partial class RemoveOldBytes(NpgsqlDataSource database, IOptions<MailStoreSettings> settings, TimeProvider time, ILogger<RemoveOldBytes> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private const int Batch = 500;

    /// <summary>Removes what is due, some hundred contents in a transaction; gives their number. Safe on any number of replicas at once.</summary>
    public async Task<int> RemoveDueAsync(CancellationToken cancellation)
    {
        var rules = settings.Value.Retention;
        if (rules.Count == 0)
        {
            return 0;
        }

        var own = rules.Where(rule => rule.SystemEmailId is not null).DistinctBy(rule => rule.SystemEmailId).ToList();
        var parameters = new
        {
            ids = own.ConvertAll(rule => rule.SystemEmailId!.Value).ToArray(),
            keeps = own.ConvertAll(rule => rule.KeepFor).ToArray(),
            general = rules.FirstOrDefault(rule => rule.SystemEmailId is null)?.KeepFor,
            shortest = rules.Min(rule => rule.KeepFor),
            Batch,
        };
        var removed = 0;
        while (true)
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            var round = await connection.ExecuteScalarAsync<int>(
                """
                with rule (id, keep) as (select * from unnest(@ids, @keeps)),
                due as (
                  select hash, body from content c
                  where dropped_at is null and created_at < now() - @shortest
                    and exists (select from receipt r where r.content = c.hash or r.header = c.hash)
                    and not exists (
                      select from receipt r where (r.content = c.hash or r.header = c.hash)
                        and not coalesce((r.handled_at is not null or r.failure is not null)
                          and r.stored_at < now() - coalesce((select keep from rule where rule.id = r.system_email_id), @general::interval), false))
                    and not exists (select from blob b where b.hash = c.hash)
                  order by created_at limit @Batch for update skip locked),
                removed as (update content set dropped_at = now(), stored_size = 0, chunks = 0 where hash in (select hash from due)),
                bytes as (delete from chunk where body in (select body from due))
                select count(*)::int from due
                """,
                parameters);
            removed += round;
            if (round < Batch)
            {
                break;
            }
        }

        if (removed > 0)
        {
            LogRemoved(logger, removed);
        }

        return removed;
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Repeat.EveryAsync(Interval, time, RemoveDueAsync, exception => LogFailed(logger, exception), stoppingToken);

    [LoggerMessage(EventId = 50, EventName = "mail.removed_by_rule", Level = LogLevel.Information, Message = "Removed the raw bytes of {Count} mails that the retention rules keep no longer")]
    private static partial void LogRemoved(ILogger logger, int count);

    [LoggerMessage(EventId = 51, EventName = "mail.remove_failed", Level = LogLevel.Warning, Message = "Old mail could not be removed; trying again later")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
