using System.Collections.Concurrent;
using MassTransit;
using MassTransit.SqlTransport;
using MassTransit.SqlTransport.Topology;

namespace HelpdeskMail.ServiceDefaults.Bus.Postgres;

/// <summary>What an endpoint does with the database, in the words of the transport's core.</summary>
internal sealed class PostgresClientContext(PostgresTransport transport, ConnectionContext connection, CancellationToken stopping)
    : SqlClientContext(connection, stopping), IAsyncDisposable
{
    private const string ReasonHeader = "MT-Reason";

    private readonly ConcurrentDictionary<long, HeldMessage> held = new();
    private Intake? intake;

    public override async Task<long> CreateQueue(Queue queue)
    {
        var created = await transport.CreateQueueAsync(queue.QueueName, queue.AutoDeleteOnIdle, queue.MaxDeliveryCount, CancellationToken);
        return created.Id;
    }

    public override Task<long> CreateTopic(Topic topic) => transport.Topology.CreateTopicAsync(topic.TopicName, CancellationToken);

    public override Task<long> CreateTopicSubscription(TopicToTopicSubscription subscription) =>
        transport.Topology.LinkTopicAsync(subscription, CancellationToken);

    public override Task<long> CreateQueueSubscription(TopicToQueueSubscription subscription) =>
        transport.Topology.LinkQueueAsync(subscription, CancellationToken);

    public override Task<long> PurgeQueue(string queueName, CancellationToken cancellationToken) =>
        transport.Topology.PurgeQueueAsync(queueName, cancellationToken);

    public override Task TouchQueue(string queueName) => transport.TouchQueueAsync(queueName, CancellationToken);

    public override Task Send<T>(string queueName, SqlMessageSendContext<T> context)
    {
        var idleLimit = context.DestinationAddress is { } address
            ? new SqlEndpointAddress(ConnectionContext.HostAddress, address).AutoDeleteOnIdle
            : null;
        return transport.Sending.SendAsync(OutgoingMessage.From(queueName, toTopic: false, context), idleLimit, context.CancellationToken);
    }

    public override Task Publish<T>(string topicName, SqlMessageSendContext<T> context) =>
        transport.Sending.SendAsync(OutgoingMessage.From(topicName, toTopic: true, context), idleLimit: null, context.CancellationToken);

    /// <summary>Gives nothing while the database is away: the core then waits, as it does for an empty queue, and asks again.</summary>
    public override async Task<IEnumerable<SqlTransportMessage>> ReceiveMessages(
        string queueName, SqlReceiveMode mode, int messageLimit, int concurrentLimit, TimeSpan lockDuration)
    {
        if (mode != SqlReceiveMode.Normal)
        {
            throw new NotSupportedException($"Queue {queueName}: the receive mode {mode} is not supported; use a partitioner in the endpoint.");
        }

        transport.StartBackground();
        intake ??= transport.NewIntake(
            transport.Find(queueName) ?? throw new InvalidOperationException($"The queue {queueName} was not created before it was consumed."));
        return await intake.TakeAsync(messageLimit, lockDuration, message => held[message.Id] = message, CancellationToken);
    }

    public override async Task<int?> DeadLetterQueue(string queueName, int messageCount)
    {
        try
        {
            return transport.Find(queueName) is { } queue
                ? await transport.Settling.DeadLetterAsync(queue, messageCount, CancellationToken)
                : null;
        }
        catch (ConnectionException)
        {
            return null;
        }
    }

    public override Task<bool> DeleteMessage(Guid lockId, long messageDeliveryId)
    {
        transport.Acknowledging.Acknowledge(Forget(lockId, messageDeliveryId));
        return Task.FromResult(true);
    }

    public override Task<bool> DeleteScheduledMessage(Guid tokenId, CancellationToken cancellationToken) =>
        transport.Settling.CancelScheduledAsync(tokenId, cancellationToken);

    public override Task<bool> MoveMessage(Guid lockId, long messageDeliveryId, string queueName, SqlQueueType queueType, SendHeaders sendHeaders) =>
        transport.Settling.MoveAsync(Forget(lockId, messageDeliveryId), queueName, queueType, Envelope.WriteHeaders(sendHeaders), CancellationToken.None);

    /// <summary>
    /// While the database is away the lock cannot be renewed, and nobody else can take the message either. The core gives up on any failure but a
    /// timeout, after which it tries again at once.
    /// </summary>
    public override async Task<bool> RenewLock(Guid lockId, long messageDeliveryId, TimeSpan duration)
    {
        try
        {
            return await transport.Settling.RenewAsync(new HeldMessage(messageDeliveryId, lockId), duration, CancellationToken);
        }
        catch (ConnectionException exception)
        {
            await transport.PauseAsync(CancellationToken);
            throw new TimeoutException("The lock was not renewed, since the database is away.", exception);
        }
    }

    /// <summary>A redelivery that was asked for starts to count deliveries anew; one after a fault does not, or a poisonous message would come for ever.</summary>
    public override Task<bool> Unlock(Guid lockId, long messageDeliveryId, TimeSpan delay, SendHeaders sendHeaders) =>
        transport.Settling.ReleaseAsync(
            Forget(lockId, messageDeliveryId),
            delay,
            Envelope.WriteHeaders(sendHeaders),
            resetDeliveries: !sendHeaders.TryGetHeader(ReasonHeader, out _),
            CancellationToken.None);

    /// <summary>The endpoint stopped: what it fetched and did not get to is given back, so that another replica need not wait for the locks to run out.</summary>
    public async ValueTask DisposeAsync()
    {
        if (held.IsEmpty)
        {
            return;
        }

        try
        {
            await transport.Settling.ReturnAsync([.. held.Values], CancellationToken.None);
        }
        catch (Exception exception) when (exception is ConnectionException or ObjectDisposedException)
        {
            // The locks run out by themselves.
        }
    }

    private HeldMessage Forget(Guid lockId, long id)
    {
        var message = new HeldMessage(id, lockId);

        // Only by this lock: after it ran out the message may be held by another.
        held.TryRemove(KeyValuePair.Create(id, message));
        return message;
    }
}
