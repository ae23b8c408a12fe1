using HelpdeskMail.ServiceDefaults.Bus.Storage;
using MassTransit;
using Npgsql;
using NpgsqlTypes;

namespace HelpdeskMail.ServiceDefaults.Bus.Postgres;

/// <summary>Prolongs or hands back the lock on a message. Each gives false when the lock is no longer the caller's.</summary>
internal sealed class Settling(BusDatabase database, string channel)
{
    public async Task<bool> RenewAsync(HeldMessage message, TimeSpan duration, CancellationToken cancellation) =>
        await ExecuteAsync(
            "update message set visible_at = now() + $3 where id = $1 and lock_id = $2 returning id",
            cancellation,
            message.Id,
            message.LockId,
            duration) > 0;

    /// <summary>
    /// Makes the message available again after <paramref name="delay"/>. With <paramref name="resetDeliveries"/> the deliveries so far no longer
    /// count against the queue's limit, as when the delay was asked for. The next delivery gets a transport id of its own: the core takes two with one
    /// id for the same, and would drop one that arrives before it is done with the last.
    /// </summary>
    public async Task<bool> ReleaseAsync(HeldMessage message, TimeSpan delay, string? headers, bool resetDeliveries, CancellationToken cancellation) =>
        await ExecuteAsync(
            """
            with released as (
              update message set lock_id = null, visible_at = now() + $3, transport_id = gen_random_uuid(), delivery_headers = $4,
                delivery_count = case when $5 then 0 else delivery_count end
              where id = $1 and lock_id = $2 returning queue_id)
            select pg_notify($6, queue_id::text)::text from released
            """,
            cancellation,
            message.Id,
            message.LockId,
            delay,
            headers,
            resetDeliveries,
            channel) > 0;

    /// <summary>Moves the message to a companion of <paramref name="queueName"/>, or to that queue itself.</summary>
    /// <remarks>In an error queue a message that would have expired is kept for two weeks, so that somebody can look at it.</remarks>
    public async Task<bool> MoveAsync(HeldMessage message, string queueName, SqlQueueType kind, string? headers, CancellationToken cancellation) =>
        await ExecuteAsync(
            """
            with target as (
              insert into queue as q (name, kind) values ($3, $4)
              on conflict (name, kind) do update set touched_at = now() returning id
            ),
            moved as (
              update message m set queue_id = t.id, lock_id = null, visible_at = now(), delivery_count = 0, schedule_token = null, delivery_headers = $5,
                expires_at = case when m.expires_at is not null and $4 <> 1 then now() + interval '14 days' end
              from target t where m.id = $1 and m.lock_id = $2 returning m.queue_id)
            select pg_notify($6, queue_id::text)::text from moved
            """,
            cancellation,
            message.Id,
            message.LockId,
            queueName,
            (short)kind,
            headers,
            channel) > 0;

    /// <summary>Gives back messages that were fetched and never handed to a consumer, as if they had not been fetched.</summary>
    public Task<int> ReturnAsync(IReadOnlyCollection<HeldMessage> messages, CancellationToken cancellation) =>
        ExecuteAsync(
            """
            with returned as (
              update message m set lock_id = null, visible_at = now(), delivery_count = greatest(m.delivery_count - 1, 0)
              from unnest($1::bigint[], $2::uuid[]) as h (id, lock_id)
              where m.id = h.id and m.lock_id = h.lock_id returning m.queue_id)
            select pg_notify($3, string_agg(distinct queue_id::text, ','))::text from returned having count(*) > 0
            """,
            cancellation,
            messages.Select(message => message.Id).ToArray(),
            messages.Select(message => message.LockId).ToArray(),
            channel);

    /// <summary>Removes a scheduled message that has not been delivered yet.</summary>
    public async Task<bool> CancelScheduledAsync(Guid token, CancellationToken cancellation) =>
        await ExecuteAsync("delete from message where schedule_token = $1 and delivery_count = 0 returning id", cancellation, token) > 0;

    /// <summary>Moves messages of the queue that were delivered too often to its dead-letter queue; gives their number.</summary>
    public Task<int> DeadLetterAsync(QueueWatch queue, int limit, CancellationToken cancellation) =>
        ExecuteAsync(
            """
            with worn as (
              select id from message
              where queue_id = $1 and visible_at <= now() and delivery_count >= $2
              order by visible_at, id limit $3 for update skip locked)
            update message m set queue_id = q.id, lock_id = null, visible_at = now(), expires_at = null, delivery_count = 0,
              delivery_headers = (coalesce(m.delivery_headers::jsonb, '{}') || '{"MT-Reason": "delivered too often"}')::json
            from worn w, queue q where m.id = w.id and q.name = $4 and q.kind = 3
            returning m.id
            """,
            cancellation,
            queue.Id,
            queue.MaxDeliveries,
            (long)limit,
            queue.Name);

    /// <summary>Runs a statement that gives a row for each message it changed; gives their number.</summary>
    private Task<int> ExecuteAsync(string sql, CancellationToken cancellation, params object?[] values) =>
        database.RunAsync(
            async connection =>
            {
                await using var command = new NpgsqlCommand(sql, connection);
                foreach (var value in values)
                {
                    command.Parameters.Add(value is null or string
                        ? new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Unknown }
                        : new NpgsqlParameter { Value = value });
                }

                await using var reader = await command.ExecuteReaderAsync(cancellation);
                var changed = 0;
                while (await reader.ReadAsync(cancellation))
                {
                    changed++;
                }

                return changed;
            },
            cancellation);
}
