using Dapper;
using HelpdeskMail.Contracts.Mail;
using Npgsql;

namespace HelpdeskMail.MailStore.Usage;

/// <summary>How much is kept, and what came in day by day.</summary>
internal sealed class UsageTable(NpgsqlDataSource database)
{
    private const long CountingLock = 4_200_110;

    /// <summary>Counts anew the days that may have changed, and the whole. Of several replicas one counts at a time, the others pass.</summary>
    public async Task CountAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (!await connection.ExecuteScalarAsync<bool>("select pg_try_advisory_xact_lock(@CountingLock)", new { CountingLock }, transaction))
        {
            return;
        }

        await connection.ExecuteAsync(
            """
            insert into usage_day (day, system_email_id, messages, bytes, failed)
            select (stored_at at time zone 'UTC')::date, system_email_id, count(content), coalesce(sum(size) filter (where content is not null), 0), count(failure)
            from receipt
            where stored_at >= coalesce((select max(day) - 1 from usage_day)::timestamp at time zone 'UTC', '-infinity')
            group by 1, 2
            on conflict (day, system_email_id) do update set messages = excluded.messages, bytes = excluded.bytes, failed = excluded.failed, counted_at = now();
            insert into usage_total (contents, bytes, stored_bytes, removed, database_bytes)
            select count(*) filter (where dropped_at is null), coalesce(sum(size) filter (where dropped_at is null), 0), coalesce(sum(stored_size), 0), count(dropped_at),
              (select coalesce(sum(pg_total_relation_size(oid)), 0) from pg_class where relkind = 'r' and relnamespace = (select relnamespace from pg_class where oid = 'content'::regclass))
            from content
            on conflict (one) do update set contents = excluded.contents, bytes = excluded.bytes, stored_bytes = excluded.stored_bytes,
              removed = excluded.removed, database_bytes = excluded.database_bytes, counted_at = now()
            """,
            transaction: transaction);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>What was counted last, with up to so many days back.</summary>
    /// <param name="systemEmailId">One mailbox; null for all together.</param>
    /// <param name="days">Days that brought mail.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<StoreUsage> ReadAsync(Guid? systemEmailId, int days, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var total = await connection.QuerySingleOrDefaultAsync<Total>("select contents, bytes, stored_bytes, removed, database_bytes, counted_at from usage_total");
        var rows = await connection.QueryAsync<Day>(
            """
            select usage_day.day::text as date, sum(messages)::bigint as messages, sum(bytes)::bigint as bytes, sum(failed)::bigint as failed
            from usage_day where @systemEmailId::uuid is null or system_email_id = @systemEmailId
            group by usage_day.day order by usage_day.day desc limit @days
            """,
            new { systemEmailId, days });
        return new StoreUsage(
            total?.Contents ?? 0,
            total?.Bytes ?? 0,
            total?.StoredBytes ?? 0,
            total?.Removed ?? 0,
            total?.DatabaseBytes ?? 0,
            total?.CountedAt,
            [.. rows.Select(row => new UsageDay(DateOnly.ParseExact(row.Date, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), systemEmailId, row.Messages, row.Bytes, row.Failed))]);
    }

    private sealed class Total
    {
        public long Contents { get; init; }

        public long Bytes { get; init; }

        public long StoredBytes { get; init; }

        public long Removed { get; init; }

        public long DatabaseBytes { get; init; }

        public DateTimeOffset CountedAt { get; init; }
    }

    private sealed class Day
    {
        public string Date { get; init; } = "";

        public long Messages { get; init; }

        public long Bytes { get; init; }

        public long Failed { get; init; }
    }
}
