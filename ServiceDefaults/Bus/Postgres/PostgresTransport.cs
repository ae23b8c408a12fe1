using System.Collections.Concurrent;
using HelpdeskMail.ServiceDefaults.Bus.Storage;
using Microsoft.Extensions.Logging;

namespace HelpdeskMail.ServiceDefaults.Bus.Postgres;

/// <summary>
/// What the bus of one process has on PostgreSQL: its connections, statements, the listening connection and the knowledge of its queues.
/// MassTransit makes and drops its contexts as it likes; this outlives them and ends with the container.
/// </summary>
internal sealed class PostgresTransport : IAsyncDisposable
{
    /// <summary>Acknowledgements that take longer than this at the end are given up; their messages come again.</summary>
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LookWhileTold = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookWhileUntold = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, QueueWatch> queues = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock starting = new();
    private readonly TimeProvider time;
    private readonly Listener listener;
    private Task? background;

    public PostgresTransport(BusDatabase database, TimeProvider time, ILoggerFactory loggers)
    {
        this.time = time;
        Database = database;
        var channel = $"{database.Schema}_ready";
        Topology = new Topology(Database);
        Sending = new Sending(Database, Topology, channel);
        Receiving = new Receiving(Database, loggers.CreateLogger<Receiving>());
        Settling = new Settling(Database, channel);
        Acknowledging = new Acknowledging(Database, time);
        listener = new Listener(Database, channel, Wake, time, loggers.CreateLogger<Listener>());
        Housekeeping = new Housekeeping(Database, time, loggers.CreateLogger<Housekeeping>());
    }

    public BusDatabase Database { get; }

    public Topology Topology { get; }

    public Sending Sending { get; }

    public Receiving Receiving { get; }

    public Settling Settling { get; }

    public Acknowledging Acknowledging { get; }

    public Housekeeping Housekeeping { get; }

    /// <summary>Longest time between two looks into a queue: long while new messages are announced, short while they are not.</summary>
    public TimeSpan LookInterval => listener.Connected ? LookWhileTold : LookWhileUntold;

    /// <summary>Creates the queue, or takes it as it is, and remembers it.</summary>
    public async Task<QueueWatch> CreateQueueAsync(string name, TimeSpan? idleLimit, int? maxDeliveries, CancellationToken cancellation)
    {
        var row = await Topology.CreateQueueAsync(name, idleLimit, maxDeliveries, cancellation);
        var queue = queues.GetOrAdd(name, _ => new QueueWatch(name, row, time));
        queue.Update(row, idleLimit);
        return queue;
    }

    /// <summary>Says that the queue is in use. One that was removed while this process was suspended is made again.</summary>
    public Task TouchQueueAsync(string name, CancellationToken cancellation) =>
        CreateQueueAsync(name, Find(name)?.IdleLimit, maxDeliveries: null, cancellation);

    public QueueWatch? Find(string name) => queues.GetValueOrDefault(name);

    public QueueWatch? Find(long id) => queues.Values.FirstOrDefault(queue => queue.Answers(id));

    /// <summary>The wait between two attempts while the database is away.</summary>
    public Task PauseAsync(CancellationToken cancellation) => Task.Delay(LookWhileUntold, time, cancellation);

    public Intake NewIntake(QueueWatch queue) => new(this, queue, time);

    /// <summary>Starts to listen and to keep house; called when something is consumed for the first time.</summary>
    public void StartBackground()
    {
        lock (starting)
        {
            background ??= Task.Run(() => Task.WhenAll(listener.RunAsync(stopping.Token), Housekeeping.RunAsync(stopping.Token)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAny(Acknowledging.DrainAsync(), Task.Delay(LongestDrain, time));
        await stopping.CancelAsync();
        if (background is not null)
        {
            await background;
        }

        stopping.Dispose();
    }

    /// <summary>Wakes the consumer of a queue, or of all queues when <paramref name="id"/> is null.</summary>
    private void Wake(long? id)
    {
        foreach (var queue in queues.Values)
        {
            if (id is null || queue.Id == id)
            {
                queue.Wake();
            }
        }
    }
}
