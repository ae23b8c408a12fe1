using HelpdeskMail.ServiceDefaults.Bus.Storage;
using Npgsql;
using NpgsqlTypes;

namespace HelpdeskMail.ServiceDefaults.Bus.Scheduling;

/// <summary>The table <c>scheduled</c>: committed before the caller goes on, and taken by one process at a time.</summary>
internal sealed class ScheduleStore(BusDatabase database)
{
    private const int Batch = 50;

    /// <summary>How long a process may take to hand a batch to the broker before another one tries.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromMinutes(1);

    public Task AddAsync(ScheduledSend send, DateTimeOffset dueAt, CancellationToken cancellation) =>
        database.RunAsync(
            async connection =>
            {
                await using var command = new NpgsqlCommand(
                    """
                    insert into scheduled (token, due_at, destination, envelope, expires_after, trace_parent, body)
                    values ($1, $2, $3, $4, $5, $6, $7)
                    on conflict (token) do update set
                      due_at = excluded.due_at, held_until = excluded.held_until, destination = excluded.destination, envelope = excluded.envelope,
                      expires_after = excluded.expires_after, trace_parent = excluded.trace_parent, body = excluded.body
                    """,
                    connection)
                {
                    Parameters =
                    {
                        new() { Value = send.Token },
                        new() { Value = dueAt.UtcDateTime },
                        new() { Value = send.Destination },
                        new() { Value = send.Envelope, NpgsqlDbType = NpgsqlDbType.Json },
                        new() { Value = (object?)send.ExpiresAfter ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Interval },
                        new() { Value = (object?)send.TraceParent ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                        new() { Value = send.Body },
                    },
                };
                return await command.ExecuteNonQueryAsync(cancellation);
            },
            cancellation);

    /// <summary>Gives false when it was sent already, or never scheduled.</summary>
    public async Task<bool> RemoveAsync(Guid token, CancellationToken cancellation) =>
        await database.RunAsync(
            async connection =>
            {
                await using var command = new NpgsqlCommand("delete from scheduled where token = $1", connection) { Parameters = { new() { Value = token } } };
                return await command.ExecuteNonQueryAsync(cancellation);
            },
            cancellation) > 0;

    /// <summary>Takes what is due; it stays in the table until <see cref="RemoveAsync"/>, so that a process that dies loses nothing.</summary>
    public Task<IReadOnlyList<ScheduledSend>> TakeDueAsync(CancellationToken cancellation) =>
        database.RunAsync(
            async connection =>
            {
                await using var command = new NpgsqlCommand(
                    """
                    with due as (
                      select token from scheduled where due_at <= now() and held_until <= now()
                      order by due_at limit $1 for update skip locked)
                    update scheduled s set held_until = now() + $2 from due d where s.token = d.token
                    returning s.token, s.destination, s.envelope, s.expires_after, s.trace_parent, s.body
                    """,
                    connection)
                {
                    Parameters = { new() { Value = (long)Batch }, new() { Value = Hold } },
                };
                await using var row = await command.ExecuteReaderAsync(cancellation);
                var sends = new List<ScheduledSend>();
                while (await row.ReadAsync(cancellation))
                {
                    sends.Add(new ScheduledSend(
                        row.GetGuid(0),
                        row.GetString(1),
                        row.GetString(2),
                        row.IsDBNull(3) ? null : row.GetTimeSpan(3),
                        row.IsDBNull(4) ? null : row.GetString(4),
                        row.GetFieldValue<byte[]>(5)));
                }

                return (IReadOnlyList<ScheduledSend>)sends;
            },
            cancellation);

    /// <summary>Time until the next message is due that no process is sending; null when there is none.</summary>
    public Task<TimeSpan?> NextDueAsync(CancellationToken cancellation) =>
        database.RunAsync(
            async connection =>
            {
                await using var command = new NpgsqlCommand(
                    """
                    select greatest(extract(epoch from due_at - clock_timestamp()), 0)::float8 from scheduled
                    where held_until <= now() order by due_at limit 1
                    """,
                    connection);
                return await command.ExecuteScalarAsync(cancellation) is double seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
            },
            cancellation);
}
