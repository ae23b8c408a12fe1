using HelpdeskMail.ServiceDefaults.Bus.Storage;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HelpdeskMail.ServiceDefaults.Bus.Postgres;

/// <summary>
/// The one connection of the process that listens for new messages (LISTEN), for all of its queues. While it is broken the consumers look for
/// themselves every second; when it is back they look once, since announcements made meanwhile are lost.
/// </summary>
internal sealed partial class Listener(BusDatabase database, string channel, Action<long?> wake, TimeProvider time, ILogger<Listener> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private volatile bool connected;

    /// <summary>True while announcements arrive.</summary>
    public bool Connected => connected;

    /// <summary>Listens until <paramref name="cancellation"/>.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var pause = FirstPause;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(() => pause = FirstPause, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                connected = false;
                LogBroken(logger, exception.Message);
            }

            await Task.Delay(pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task ListenAsync(Action listening, CancellationToken cancellation)
    {
        await using var connection = await database.OpenForListeningAsync(cancellation);
        connection.Notification += (_, announced) => WakeAll(announced.Payload);
        await using (var command = new NpgsqlCommand($"listen {channel}", connection))
        {
            await command.ExecuteNonQueryAsync(cancellation);
        }

        connected = true;
        listening();
        wake(null);
        try
        {
            while (true)
            {
                await connection.WaitAsync(cancellation);
            }
        }
        finally
        {
            connected = false;
        }
    }

    private void WakeAll(string payload)
    {
        foreach (var part in payload.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (long.TryParse(part, System.Globalization.CultureInfo.InvariantCulture, out var queue))
            {
                wake(queue);
            }
        }
    }

    [LoggerMessage(EventId = 3, EventName = "bus.listener.broken", Level = LogLevel.Information, Message = "Not told of new messages for the moment ({Reason}); looking every second until the listening connection is back")]
    private static partial void LogBroken(ILogger logger, string reason);
}
