using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails.Doctor;
using Npgsql;

namespace HelpdeskMail.OAuth.Doctor;

/// <summary>The table <c>doctor</c>: of each system email the last report, and when the next one is due.</summary>
public sealed class DoctorTable(NpgsqlDataSource database)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The last report; null before the first.</summary>
    public async Task<DoctorReport?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var report = await connection.ExecuteScalarAsync<string?>(new CommandDefinition("select report::text from doctor where system_email_id = @id", new { id }, cancellationToken: cancellation));
        return report is null ? null : JsonSerializer.Deserialize<DoctorReport>(report, Json);
    }

    /// <summary>What the last examinations came to, by system email.</summary>
    internal async Task<IReadOnlyDictionary<Guid, LastExamination>> OutcomesAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<(Guid Id, string Outcome, DateTimeOffset At)>(new CommandDefinition(
            "select system_email_id, report ->> 'outcome', at from doctor where report is not null", cancellationToken: cancellation)))
            .ToDictionary(row => row.Id, row => new LastExamination(Enum.Parse<DoctorOutcome>(row.Outcome), row.At));
    }

    /// <summary>Keeps a report in place of the last one, unless that is newer.</summary>
    public async Task KeepAsync(DoctorReport report, DateTimeOffset nextAt, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into doctor (system_email_id, at, next_at, report)
            select id, @at, @nextAt, @report::jsonb from system_email where id = @id and not removed
            on conflict (system_email_id) do update set at = excluded.at, next_at = excluded.next_at, report = excluded.report
            where doctor.at is null or doctor.at <= excluded.at
            """,
            new { id = report.SystemEmailId, at = report.At, nextAt, report = JsonSerializer.Serialize(report, Json) },
            cancellationToken: cancellation));
    }

    /// <summary>
    /// Takes up to <paramref name="limit"/> system emails whose examination is due. What one replica has taken is due again only at <paramref name="untilThen"/>, so that no other takes it too and
    /// a replica that dies leaves it to the next.
    /// </summary>
    public async Task<IReadOnlyList<Guid>> TakeDueAsync(DateTimeOffset now, DateTimeOffset untilThen, int limit, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<Guid>(new CommandDefinition(
            """
            insert into doctor (system_email_id, next_at)
            select e.id, @untilThen
            from system_email e left join doctor d on d.system_email_id = e.id
            where not e.removed and not e.paused and coalesce(d.next_at, e.created_at + interval '1 hour') <= @now
            order by d.next_at nulls first
            limit @limit
            on conflict (system_email_id) do update set next_at = excluded.next_at where doctor.next_at <= @now
            returning system_email_id
            """,
            new { now, untilThen, limit },
            cancellationToken: cancellation))).AsList();
    }
}
