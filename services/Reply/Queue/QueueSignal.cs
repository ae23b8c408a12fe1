using HelpdeskMail.Reply.Sending;
using Npgsql;

namespace HelpdeskMail.Reply.Queue;

/// <summary>
/// Wakes this replica when another one has put something into the queue: a mailbox is sent from by one replica at a time, and the nudge may have come to another. What is missed while the
/// database is away is found by the dispatcher's own look every two seconds.
/// </summary>
internal sealed partial class QueueSignal(NpgsqlDataSource database, Dispatcher dispatcher, TimeProvider time, ILogger<QueueSignal> logger) : BackgroundService
{
    /// <summary>Name of the PostgreSQL channel.</summary>
    public const string Channel = "reply_queue";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SignOfLife = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or IOException or TimeoutException)
            {
                LogLost(logger, exception.Message);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        connection.Notification += (_, _) => dispatcher.Wake();
        await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellation);
        }

        dispatcher.Wake();
        while (true)
        {
            if (!await connection.WaitAsync(SignOfLife, cancellation))
            {
                // A connection that died without a word is noticed by asking something.
                await using var ask = new NpgsqlCommand("select 1", connection);
                await ask.ExecuteNonQueryAsync(cancellation);
            }
        }
    }

    [LoggerMessage(EventId = 42, EventName = "queue_signal.lost", Level = LogLevel.Warning, Message = "The queue's signal is lost; listening again soon. {Reason}")]
    private static partial void LogLost(ILogger logger, string reason);
}
