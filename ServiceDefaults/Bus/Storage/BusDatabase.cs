using MassTransit;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HelpdeskMail.ServiceDefaults.Bus.Storage;

/// <summary>
/// The bus's own few connections to PostgreSQL, apart from the service's pool, so that neither starves the other. Every statement of the bus runs
/// here: the schema is brought up to date before the first, and a database that is away shows as <see cref="ConnectionException"/>, which
/// MassTransit answers by trying again.
/// </summary>
internal sealed partial class BusDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource source;
    private readonly Func<CancellationToken, Task> migrate;
    private readonly ILogger<BusDatabase> logger;
    private readonly SemaphoreSlim migrating = new(1, 1);
    private volatile bool migrated;
    private volatile string? awayBecause;

    public BusDatabase(BusStorage storage, Func<CancellationToken, Task> migrate, ILoggerFactory loggers)
    {
        Schema = storage.Schema;
        this.migrate = migrate;
        logger = loggers.CreateLogger<BusDatabase>();

        // MassTransit traces sends and deliveries; a span for each look into a queue would only hide them.
        var builder = new NpgsqlDataSourceBuilder(BusConnectionString.From(storage));
        builder.ConfigureTracing(tracing => tracing.ConfigureCommandFilter(_ => false).ConfigureBatchFilter(_ => false).EnablePhysicalOpenTracing(enable: false));
        source = builder.Build();
    }

    /// <summary>Schema of the bus's tables; it is the search path of every connection.</summary>
    public string Schema { get; }

    /// <summary>Why the last attempt did not reach the database; null when it did.</summary>
    public string? AwayBecause => awayBecause;

    /// <summary>Runs <paramref name="work"/> on a pooled connection.</summary>
    /// <exception cref="ConnectionException">The database cannot be reached or is starting or stopping.</exception>
    public async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            await EnsureMigratedAsync(cancellation);
            await using var connection = await source.OpenConnectionAsync(cancellation);
            var result = await work(connection);
            if (awayBecause is not null)
            {
                awayBecause = null;
                LogBack(logger);
            }

            return result;
        }
        catch (NpgsqlException exception) when (IsAway(exception))
        {
            if (awayBecause is null)
            {
                LogAway(logger, exception.Message);
            }

            awayBecause = exception.Message;
            throw new ConnectionException($"The bus's database does not answer: {exception.Message}", exception);
        }
    }

    /// <summary>A connection for listening, outside the statements' flow; the caller disposes it.</summary>
    public async Task<NpgsqlConnection> OpenForListeningAsync(CancellationToken cancellation)
    {
        await EnsureMigratedAsync(cancellation);
        return await source.OpenConnectionAsync(cancellation);
    }

    /// <summary>True when the statement itself is in order and would succeed once the database is back or the contention is over.</summary>
    public static bool IsAway(NpgsqlException exception) => exception is not PostgresException || exception.IsTransient;

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        migrating.Dispose();
    }

    private async Task EnsureMigratedAsync(CancellationToken cancellation)
    {
        if (migrated)
        {
            return;
        }

        await migrating.WaitAsync(cancellation);
        try
        {
            if (!migrated)
            {
                await migrate(cancellation);
                migrated = true;
            }
        }
        finally
        {
            migrating.Release();
        }
    }

    [LoggerMessage(EventId = 1, EventName = "bus.database.away", Level = LogLevel.Warning, Message = "The bus's database does not answer ({Reason}); trying again")]
    private static partial void LogAway(ILogger logger, string reason);

    [LoggerMessage(EventId = 2, EventName = "bus.database.back", Level = LogLevel.Information, Message = "The bus's database answers again")]
    private static partial void LogBack(ILogger logger);
}
