using System.Text.Json;
using HelpdeskMail.ServiceDefaults.Bus.Storage;
using MassTransit.SqlTransport;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HelpdeskMail.ServiceDefaults.Bus.Postgres;

/// <summary>Fetches messages for a consumer. A fetched message is locked, not gone: it comes back when its lock runs out.</summary>
internal sealed partial class Receiving(BusDatabase database, ILogger<Receiving> logger)
{
    /// <summary>
    /// Locks the oldest messages that nobody else has. The second row set is the time until the next message of the queue is due. The commit does
    /// not wait for the disk: a lock that a power failure forgets is a message delivered again, which consumers expect anyway.
    /// A message whose lock ran out gets a transport id of its own: its consumer may still be at work in this process, and the core takes two with one id for the same and is never done with the second.
    /// </summary>
    private const string Fetch =
        """
        with ready as (
          select id, visible_at from message
          where queue_id = $1 and visible_at <= now() and delivery_count < $2
          order by visible_at, id
          limit $3
          for update skip locked
        ),
        taken as (
          update message m set lock_id = $4, visible_at = now() + $5, delivery_count = m.delivery_count + 1,
            transport_id = case when m.lock_id is null then m.transport_id else gen_random_uuid() end
          from ready r where m.id = r.id
          returning m.id, r.visible_at, m.delivery_count - 1 as delivered, m.transport_id, m.expires_at, m.partition_key, m.routing_key, m.priority,
            m.envelope, m.delivery_headers, m.body
        )
        select * from taken order by visible_at, id
        """;

    private const string Next =
        """
        select
          (select greatest(extract(epoch from visible_at - clock_timestamp()), 0)::float8 from message
            where queue_id = $1 and visible_at > now() and delivery_count < $2 order by visible_at, id limit 1),
          set_config('synchronous_commit', 'off', true)
        """;

    public Task<Fetched> FetchAsync(QueueWatch queue, int limit, TimeSpan lockDuration, CancellationToken cancellation)
    {
        var lockId = Guid.NewGuid();
        return database.RunAsync(
            async connection =>
            {
                await using var batch = new NpgsqlBatch(connection)
                {
                    BatchCommands =
                    {
                        new(Fetch)
                        {
                            Parameters =
                            {
                                new() { Value = queue.Id },
                                new() { Value = queue.MaxDeliveries },
                                new() { Value = (long)limit },
                                new() { Value = lockId },
                                new() { Value = lockDuration },
                            },
                        },
                        new(Next) { Parameters = { new() { Value = queue.Id }, new() { Value = queue.MaxDeliveries } } },
                    },
                };
                await using var reader = await batch.ExecuteReaderAsync(cancellation);
                var messages = new List<SqlTransportMessage>();
                var rows = 0;
                while (await reader.ReadAsync(cancellation))
                {
                    rows++;
                    if (TryRead(reader, queue.Name, lockId) is { } message)
                    {
                        messages.Add(message);
                    }
                }

                await reader.NextResultAsync(cancellation);
                await reader.ReadAsync(cancellation);
                TimeSpan? nextDue = reader.IsDBNull(0) ? null : TimeSpan.FromSeconds(reader.GetDouble(0));
                return new Fetched(messages, rows, nextDue);
            },
            cancellation);
    }

    /// <summary>Gives null for a row that no version of this program wrote. It stays locked and ends, delivered too often, in the dead-letter queue.</summary>
    private SqlTransportMessage? TryRead(NpgsqlDataReader row, string queueName, Guid lockId)
    {
        try
        {
            return Read(row, Envelope.Read(row.GetString(8)), queueName, lockId);
        }
        catch (JsonException exception)
        {
            LogUnreadable(logger, row.GetInt64(0), queueName, exception.Message);
            return null;
        }
    }

    private static SqlTransportMessage Read(NpgsqlDataReader row, Envelope envelope, string queueName, Guid lockId) =>
        new()
        {
            QueueName = queueName,
            LockId = lockId,
            MessageDeliveryId = row.GetInt64(0),
            EnqueueTime = row.GetDateTime(1),
            DeliveryCount = row.GetInt32(2),
            TransportMessageId = row.GetGuid(3),
            ExpirationTime = row.IsDBNull(4) ? null : row.GetDateTime(4),
            PartitionKey = row.IsDBNull(5) ? null : row.GetString(5),
            RoutingKey = row.IsDBNull(6) ? null : row.GetString(6),
            Priority = row.GetInt16(7),
            TransportHeaders = row.IsDBNull(9) ? null : row.GetString(9),
            BinaryBody = row.GetFieldValue<byte[]>(10),
            ContentType = envelope.ContentType,
            MessageType = envelope.MessageType,
            MessageId = envelope.MessageId,
            RequestId = envelope.RequestId,
            CorrelationId = envelope.CorrelationId,
            ConversationId = envelope.ConversationId,
            InitiatorId = envelope.InitiatorId,
            SourceAddress = envelope.Source,
            DestinationAddress = envelope.Destination,
            ResponseAddress = envelope.Response,
            FaultAddress = envelope.Fault,
            SentTime = envelope.SentAt,
            Headers = envelope.Headers?.GetRawText(),
        };

    [LoggerMessage(EventId = 7, EventName = "bus.message.unreadable", Level = LogLevel.Warning, Message = "Message {Id} in the queue {Queue} has an envelope that cannot be read ({Reason})")]
    private static partial void LogUnreadable(ILogger logger, long id, string queue, string reason);
}
