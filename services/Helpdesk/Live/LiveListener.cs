using Npgsql;

namespace HelpdeskMail.Helpdesk.Live;

/// <summary>
/// Hears from PostgreSQL what any replica has changed (LISTEN on one connection for the whole process) and tells the pages. After the connection was lost
/// every page is told to read anew, since what was notified in between is gone.
/// </summary>
public sealed partial class LiveListener(NpgsqlDataSource database, LiveHub hub, TimeProvider time, ILogger<LiveListener> logger) : BackgroundService
{
    /// <summary>Name of the channel.</summary>
    public const string Channel = "helpdesk_live";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>How long silence is believed before the connection is tried: a dead one is silent too.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
            {
                LogLost(logger, exception.Message);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        connection.Notification += (_, notification) => hub.Tell(notification.Payload);
        await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellation);
        }

        hub.Tell("all");
        while (true)
        {
            if (!await connection.WaitAsync(Silence, cancellation))
            {
                await using var probe = new NpgsqlCommand("select 1", connection);
                await probe.ExecuteNonQueryAsync(cancellation);
            }
        }
    }

    [LoggerMessage(EventId = 50, EventName = "live.lost", Level = LogLevel.Warning, Message = "Changes are not heard of ({Reason}); connecting again")]
    private static partial void LogLost(ILogger logger, string reason);
}
