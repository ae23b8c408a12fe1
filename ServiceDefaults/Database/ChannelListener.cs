using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HelpdeskMail.ServiceDefaults.Database;

/// <summary>
/// Hears what is told on a channel of PostgreSQL (<c>LISTEN</c>), on one connection for the whole process, and goes on after the database was away. What was told in between is gone: who hears of it must be able to find
/// it without being told. So it is called with null each time listening begins; what it does must not block.
/// </summary>
internal sealed partial class ChannelListener(NpgsqlDataSource database, string channel, Action<string?> heard, TimeProvider time, ILogger<ChannelListener> logger) : BackgroundService
{
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
                LogLost(logger, channel, exception.Message);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        connection.Notification += (_, notification) => heard(notification.Payload);
        await using (var listen = new NpgsqlCommand($"listen {channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellation);
        }

        heard(null);
        while (true)
        {
            if (!await connection.WaitAsync(Silence, cancellation))
            {
                await using var probe = new NpgsqlCommand("select 1", connection);
                await probe.ExecuteNonQueryAsync(cancellation);
            }
        }
    }

    [LoggerMessage(EventId = 12, EventName = "channel.lost", Level = LogLevel.Warning, Message = "What is told on {Channel} is not heard at once ({Reason}); connecting again")]
    private static partial void LogLost(ILogger logger, string channel, string reason);
}
