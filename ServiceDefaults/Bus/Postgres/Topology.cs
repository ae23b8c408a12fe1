using HelpdeskMail.ServiceDefaults.Bus.Storage;
using MassTransit.SqlTransport.Topology;
using Npgsql;
using NpgsqlTypes;

namespace HelpdeskMail.ServiceDefaults.Bus.Postgres;

/// <summary>Queues, topics and the links between them. Every statement may be repeated, and replicas may run it at the same time.</summary>
internal sealed class Topology(BusDatabase database)
{
    /// <summary>
    /// Creates the queue with its error and dead-letter companions, or takes it as it is. A sender names a queue without knowing its settings,
    /// so what it leaves open is not overwritten.
    /// </summary>
    public async Task<QueueRow> CreateQueueAsync(string name, TimeSpan? idleLimit, int? maxDeliveries, CancellationToken cancellation) =>
        await database.RunAsync(
            async connection =>
            {
                await using var command = new NpgsqlCommand(
                    """
                    with made as (
                      insert into queue as q (name, kind, idle_limit, max_deliveries)
                      select $1, kind, $2, coalesce($3, 10) from generate_series(1, 3) kind
                      on conflict (name, kind) do update
                        set touched_at = now(), idle_limit = coalesce($2, q.idle_limit), max_deliveries = coalesce($3, q.max_deliveries)
                      returning id, kind, max_deliveries)
                    select id, max_deliveries from made where kind = 1
                    """,
                    connection)
                {
                    Parameters =
                    {
                        new() { Value = name },
                        new() { Value = (object?)idleLimit ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Interval },
                        new() { Value = (object?)maxDeliveries ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer },
                    },
                };
                await using var reader = await command.ExecuteReaderAsync(cancellation);
                await reader.ReadAsync(cancellation);
                return new QueueRow(reader.GetInt64(0), reader.GetInt32(1));
            },
            cancellation);

    public Task<long> CreateTopicAsync(string name, CancellationToken cancellation) =>
        ScalarAsync(
            "insert into topic (name) values ($1) on conflict (name) do update set name = excluded.name returning id",
            cancellation,
            name);

    public Task<long> LinkTopicAsync(TopicToTopicSubscription link, CancellationToken cancellation) =>
        ScalarAsync(
            """
            insert into topic_link (source_id, destination_id, rule, routing_key)
            select s.id, d.id, $3, $4 from topic s, topic d where s.name = $1 and d.name = $2
            on conflict do nothing
            """,
            cancellation,
            link.Source.TopicName,
            link.Destination.TopicName,
            (short)link.SubscriptionType,
            link.RoutingKey ?? "");

    public Task<long> LinkQueueAsync(TopicToQueueSubscription link, CancellationToken cancellation) =>
        ScalarAsync(
            """
            insert into queue_link (topic_id, queue_id, rule, routing_key)
            select t.id, q.id, $3, $4 from topic t, queue q where t.name = $1 and q.name = $2 and q.kind = 1
            on conflict do nothing
            """,
            cancellation,
            link.Source.TopicName,
            link.Destination.QueueName,
            (short)link.SubscriptionType,
            link.RoutingKey ?? "");

    /// <summary>Removes every message of the queue and of its companions that no consumer holds; gives their number.</summary>
    public Task<long> PurgeQueueAsync(string name, CancellationToken cancellation) =>
        ScalarAsync(
            """
            with gone as (
              delete from message m using queue q
              where q.name = $1 and m.queue_id = q.id and (m.lock_id is null or m.visible_at <= now())
              returning 1)
            select count(*) from gone
            """,
            cancellation,
            name);

    private Task<long> ScalarAsync(string sql, CancellationToken cancellation, params object[] values) =>
        database.RunAsync(
            async connection =>
            {
                await using var command = new NpgsqlCommand(sql, connection);
                foreach (var value in values)
                {
                    command.Parameters.Add(new NpgsqlParameter { Value = value });
                }

                return await command.ExecuteScalarAsync(cancellation) is long number ? number : 0;
            },
            cancellation);
}
