using System.Collections.Concurrent;
using HelpdeskMail.ServiceDefaults.Bus.Storage;
using MassTransit;
using MassTransit.SqlTransport;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.ServiceDefaults.Bus.Postgres;

/// <summary>
/// What the bus of one process has on PostgreSQL: its connections, statements, the listening connection and the knowledge of its queues.
/// MassTransit makes and drops its contexts as it likes; this outlives them and ends with the container.
/// </summary>
internal sealed class PostgresTransport : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, QueueWatch> queues = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock starting = new();
    private readonly TimeProvider time;
    private readonly Listener listener;
    private readonly Housekeeping housekeeping;
    private Task? background;

    public PostgresTransport(
        IOptions<SqlTransportOptions> options,
        TimeProvider time,
        ILoggerFactory loggers,
        ISqlTransportDatabaseMigrator? migrator = null)
    {
        this.time = time;
        var storage = options.Value.ToStorage();
        var channel = $"{storage.Schema}_ready";
        Database = new BusDatabase(
            storage, cancellation => migrator?.CreateInfrastructure(options.Value, cancellation) ?? Task.CompletedTask, loggers);
        Topology = new Topology(Database);
        Sending = new Sending(Database, Topology, channel);
        Receiving = new Receiving(Database);
        Settling = new Settling(Database, channel);
        listener = new Listener(Database, channel, Wake, time, loggers.CreateLogger<Listener>());
        housekeeping = new Housekeeping(Database, time, loggers.CreateLogger<Housekeeping>());
    }

    public BusDatabase Database { get; }

    public Topology Topology { get; }

    public Sending Sending { get; }

    public Receiving Receiving { get; }

    public Settling Settling { get; }

    /// <summary>Longest time between two looks into a queue: long while new messages are announced, short while they are not.</summary>
    public TimeSpan LookInterval => listener.Connected ? TimeSpan.FromSeconds(15) : TimeSpan.FromSeconds(1);

    /// <summary>Remembers a queue that was created or found.</summary>
    public void Know(string name, QueueRow row) =>
        queues.AddOrUpdate(
            name,
            _ => new QueueWatch(row.Id, row.MaxDeliveries, time),
            (_, known) => known.Id == row.Id && known.MaxDeliveries == row.MaxDeliveries ? known : new QueueWatch(row.Id, row.MaxDeliveries, time));

    public QueueWatch? Find(string name) => queues.GetValueOrDefault(name);

    public QueueWatch? Find(long id) => queues.Values.FirstOrDefault(queue => queue.Id == id);

    /// <summary>Starts to listen and to keep house; called when something is consumed for the first time.</summary>
    public void StartBackground()
    {
        lock (starting)
        {
            background ??= Task.Run(() => Task.WhenAll(listener.RunAsync(stopping.Token), housekeeping.RunAsync(stopping.Token)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        if (background is not null)
        {
            await background;
        }

        await Database.DisposeAsync();
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
