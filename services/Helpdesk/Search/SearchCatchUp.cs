using Npgsql;

namespace HelpdeskMail.Helpdesk.Search;

/// <summary>
/// Puts entries into the search that were there before it was, newest first, in small parts so that the pages do not feel it. Dying loses nothing: a part
/// leaves the backlog in the transaction that indexes it. Several replicas share the work.
/// </summary>
public sealed partial class SearchCatchUp(NpgsqlDataSource database, TimeProvider time, ILogger<SearchCatchUp> logger) : BackgroundService
{
    private const int Part = 100;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var done = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stoppingToken);
                var part = await EntryIndex.CatchUpAsync(connection, Part);
                done += part;
                if (part == 0)
                {
                    break;
                }

                await Task.Delay(Between, time, stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                LogFailed(logger, exception.Message);
                await Task.Delay(AfterFailure, time, stoppingToken);
            }
        }

        if (done > 0)
        {
            LogDone(logger, done);
        }
    }

    [LoggerMessage(EventId = 60, EventName = "search.caught_up", Level = LogLevel.Information, Message = "{Entries} older entries were put into the search")]
    private static partial void LogDone(ILogger logger, int entries);

    [LoggerMessage(EventId = 61, EventName = "search.not_caught_up", Level = LogLevel.Warning, Message = "Older entries could not be put into the search ({Reason}); trying again")]
    private static partial void LogFailed(ILogger logger, string reason);
}
