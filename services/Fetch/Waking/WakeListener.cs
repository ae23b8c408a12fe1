using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.Fetch.Mailboxes;
using Npgsql;

namespace HelpdeskMail.Fetch.Waking;

/// <summary>
/// Hears from PostgreSQL, on one connection for the whole replica, what was asked of its mailboxes by another replica, a page or a change notification. What is missed while that connection is
/// down is found by the supervisor's round a few seconds later.
/// </summary>
internal sealed partial class WakeListener(NpgsqlDataSource database, MailboxSupervisor supervisor, TimeProvider time, ILogger<WakeListener> logger) : BackgroundService
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
                LogLost(logger, exception.Message);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        connection.Notification += (_, _) => supervisor.Wake();
        await using (var listen = new NpgsqlCommand($"listen {LeaseTable.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellation);
        }

        supervisor.Wake();
        while (true)
        {
            if (!await connection.WaitAsync(Silence, cancellation))
            {
                await using var probe = new NpgsqlCommand("select 1", connection);
                await probe.ExecuteNonQueryAsync(cancellation);
            }
        }
    }

    [LoggerMessage(EventId = 71, EventName = "wake.lost", Level = LogLevel.Warning, Message = "What is asked of this replica is not heard at once ({Reason}); connecting again")]
    private static partial void LogLost(ILogger logger, string reason);
}
