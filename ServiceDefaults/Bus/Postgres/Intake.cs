using MassTransit;
using MassTransit.SqlTransport;

namespace HelpdeskMail.ServiceDefaults.Bus.Postgres;

/// <summary>
/// Gives an endpoint its messages. While they are consumed faster than they are fetched it fetches ahead, more each time, so that a round trip
/// serves many; as soon as consumers take their time it fetches what was asked for and leaves the rest to other replicas.
/// </summary>
internal sealed class Intake(PostgresTransport transport, QueueWatch queue, TimeProvider time)
{
    private const int MostAhead = 100;

    /// <summary>Consumers that come back for more within this time are quick.</summary>
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(200);

    private readonly Queue<SqlTransportMessage> ahead = new();
    private long fetchedAt;
    private int size;

    /// <summary>At most <paramref name="limit"/> messages, oldest first; none while there are none or the database is away. One call at a time.</summary>
    public async Task<IReadOnlyList<SqlTransportMessage>> TakeAsync(int limit, TimeSpan lockDuration, Action<HeldMessage> holding, CancellationToken cancellation)
    {
        // The core renews a lock after seven tenths of its duration, counted from when it gets the message: what is handed out must be fresh.
        if (ahead.Count > 0 && time.GetElapsedTime(fetchedAt) > lockDuration / 5)
        {
            await ReturnAheadAsync(cancellation);
        }

        if (ahead.Count > 0)
        {
            return HandOut(limit);
        }

        if (!queue.TryBeginFetch())
        {
            return [];
        }

        size = time.GetElapsedTime(fetchedAt) < Quick ? Math.Min(Math.Max(size, limit) * 2, MostAhead) : limit;
        try
        {
            fetchedAt = time.GetTimestamp();
            var fetched = await transport.Receiving.FetchAsync(queue, size, lockDuration, cancellation);
            queue.EndFetch(
                mayHoldMore: fetched.Rows == size,
                fetched.NextDue is { } due && due < transport.LookInterval ? due : transport.LookInterval);
            foreach (var message in fetched.Messages)
            {
                holding(new HeldMessage(message.MessageDeliveryId, message.LockId!.Value));
                ahead.Enqueue(message);
            }

            return HandOut(limit);
        }
        catch (ConnectionException)
        {
            queue.EndFetch(mayHoldMore: false, transport.LookInterval);
            return [];
        }
    }

    private List<SqlTransportMessage> HandOut(int limit)
    {
        var messages = new List<SqlTransportMessage>(Math.Min(limit, ahead.Count));
        while (messages.Count < limit && ahead.TryDequeue(out var message))
        {
            messages.Add(message);
        }

        return messages;
    }

    private async Task ReturnAheadAsync(CancellationToken cancellation)
    {
        HeldMessage[] stale = [.. ahead.Select(message => new HeldMessage(message.MessageDeliveryId, message.LockId!.Value))];
        ahead.Clear();
        try
        {
            await transport.Settling.ReturnAsync(stale, cancellation);
        }
        catch (ConnectionException)
        {
            // Their locks run out by themselves.
        }
    }
}
