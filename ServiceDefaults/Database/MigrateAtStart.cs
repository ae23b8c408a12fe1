using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HelpdeskMail.ServiceDefaults.Database;

/// <summary>
/// Runs the <see cref="Migrator"/> before any other hosted service starts. A database that is away is waited for for two minutes, since in a cluster
/// services and database start in any order; then the service ends and its supervisor decides.
/// </summary>
internal sealed partial class MigrateAtStart(Migrator migrator, TimeProvider time, ILogger<MigrateAtStart> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan WaitForDatabase = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await migrator.MigrateAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException exception) when (exception.IsTransient && time.GetElapsedTime(started) < WaitForDatabase)
            {
                LogAway(logger, exception.Message);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 2, EventName = "database.away", Level = LogLevel.Warning, Message = "PostgreSQL does not answer yet ({Reason}); trying again")]
    private static partial void LogAway(ILogger logger, string reason);
}
