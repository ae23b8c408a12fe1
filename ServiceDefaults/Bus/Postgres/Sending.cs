using HelpdeskMail.ServiceDefaults.Bus.Storage;
using Npgsql;
using NpgsqlTypes;

namespace HelpdeskMail.ServiceDefaults.Bus.Postgres;

/// <summary>
/// Stores messages in the queues they are for and wakes the consumers. The task completes when the message is committed; messages that are sent
/// at the same time share a commit.
/// </summary>
internal sealed class Sending
{
    private const int MaxBatch = 200;
    private const long MaxBatchBytes = 8 * 1024 * 1024;

    /// <summary>
    /// Follows the topics from link to link, so that a queue gets one copy however many paths lead to it. The identity column keeps the order of
    /// the batch. Gives the ordinals of messages to queues that do not exist. An announcement names 300 queues at most: PostgreSQL takes 8,000
    /// bytes, and a topic may lead to more queues than fit into them.
    /// </summary>
    private const string Sql =
        """
        with recursive input as (
          select * from unnest($1::int[], $2::text[], $3::bool[], $4::interval[], $5::interval[], $6::uuid[], $7::uuid[], $8::text[], $9::text[],
            $10::smallint[], $11::json[], $12::bytea[])
            as i (ordinal, target, to_topic, delay, ttl, transport_id, schedule_token, partition_key, routing_key, priority, envelope, body)
        ),
        reached (target, routing_key, topic_id) as (
          select i.target, coalesce(i.routing_key, ''), t.id
          from (select distinct target, routing_key from input where to_topic) i join topic t on t.name = i.target
          union
          select r.target, r.routing_key, l.destination_id
          from reached r join topic_link l on l.source_id = r.topic_id
          where l.rule = 1 or (l.rule = 2 and l.routing_key = r.routing_key) or (l.rule = 3 and r.routing_key ~ l.routing_key)
        ),
        route (target, to_topic, routing_key, queue_id) as (
          select distinct r.target, true, r.routing_key, l.queue_id
          from reached r join queue_link l on l.topic_id = r.topic_id
          where l.rule = 1 or (l.rule = 2 and l.routing_key = r.routing_key) or (l.rule = 3 and r.routing_key ~ l.routing_key)
          union all
          select i.target, false, coalesce(i.routing_key, ''), q.id
          from (select distinct target, routing_key from input where not to_topic) i join queue q on q.name = i.target and q.kind = 1
        ),
        stored as (
          insert into message (queue_id, visible_at, expires_at, transport_id, schedule_token, partition_key, routing_key, priority, envelope, body)
          select r.queue_id, now() + coalesce(i.delay, '0'), now() + coalesce(i.delay, '0') + i.ttl, i.transport_id, i.schedule_token,
            i.partition_key, i.routing_key, i.priority, i.envelope, i.body
          from input i
          join route r on r.target = i.target and r.to_topic = i.to_topic and r.routing_key = coalesce(i.routing_key, '')
          order by i.ordinal
          returning queue_id
        ),
        told as (
          select string_agg(queue_id::text, ',') as queues
          from (select queue_id, (row_number() over () - 1) / 300 as share from (select distinct queue_id from stored) s) d
          group by share
        )
        select
          array(select i.ordinal from input i
            where not i.to_topic and not exists (select from route r where r.target = i.target and not r.to_topic)),
          (select count(pg_notify($13, queues)) from told)
        """;

    private readonly BusDatabase database;
    private readonly Topology topology;
    private readonly string channel;
    private readonly Coalescer<OutgoingMessage, bool> coalescer;

    public Sending(BusDatabase database, Topology topology, string channel)
    {
        this.database = database;
        this.topology = topology;
        this.channel = channel;
        coalescer = new Coalescer<OutgoingMessage, bool>(
            StoreAsync, message => message.Body.Length, MaxBatch, MaxBatchBytes, exception => exception is PostgresException);
    }

    /// <summary>
    /// Sends the message; a queue that has been removed meanwhile, as idle ones are, is made again. Cancelling ends the waiting; a message that is
    /// on its way may still arrive.
    /// </summary>
    public async Task SendAsync(OutgoingMessage message, TimeSpan? idleLimit, CancellationToken cancellation)
    {
        if (!await coalescer.RunAsync(message).WaitAsync(cancellation))
        {
            await topology.CreateQueueAsync(message.Target, idleLimit, maxDeliveries: null, cancellation);
            await coalescer.RunAsync(message).WaitAsync(cancellation);
        }
    }

    /// <summary>Gives false for each message whose queue does not exist.</summary>
    private Task<IReadOnlyList<bool>> StoreAsync(IReadOnlyList<OutgoingMessage> batch) =>
        database.RunAsync(
            async connection =>
            {
                await using var command = new NpgsqlCommand(Sql, connection)
                {
                    Parameters =
                    {
                        new() { Value = Enumerable.Range(0, batch.Count).ToArray() },
                        Array(batch, message => message.Target, NpgsqlDbType.Text),
                        Array(batch, message => message.ToTopic, NpgsqlDbType.Boolean),
                        Array(batch, message => message.Delay, NpgsqlDbType.Interval),
                        Array(batch, message => message.TimeToLive, NpgsqlDbType.Interval),
                        Array(batch, message => message.TransportId, NpgsqlDbType.Uuid),
                        Array(batch, message => message.ScheduleToken, NpgsqlDbType.Uuid),
                        Array(batch, message => message.PartitionKey, NpgsqlDbType.Text),
                        Array(batch, message => message.RoutingKey, NpgsqlDbType.Text),
                        Array(batch, message => message.Priority, NpgsqlDbType.Smallint),
                        Array(batch, message => message.Envelope, NpgsqlDbType.Json),
                        Array(batch, message => message.Body, NpgsqlDbType.Bytea),
                        new() { Value = channel },
                    },
                };
                var lost = (int[])(await command.ExecuteScalarAsync())!;
                var stored = new bool[batch.Count];
                System.Array.Fill(stored, value: true);
                foreach (var ordinal in lost)
                {
                    stored[ordinal] = false;
                }

                return (IReadOnlyList<bool>)stored;
            },
            CancellationToken.None);

    private static NpgsqlParameter Array<T>(IReadOnlyList<OutgoingMessage> batch, Func<OutgoingMessage, T> value, NpgsqlDbType type) =>
        new() { Value = batch.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}
