namespace HelpdeskMail.MailStore.Usage;

/// <summary>Counts what is kept, a minute after the start and then every ten.</summary>
internal sealed partial class CountUsage(UsageTable usage, TimeProvider time, ILogger<CountUsage> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AfterStart = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = AfterStart;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(pause, time, stoppingToken);
            pause = Interval;
            try
            {
                await usage.CountAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, exception);
            }
        }
    }

    [LoggerMessage(EventId = 60, EventName = "usage.not_counted", Level = LogLevel.Warning, Message = "What is kept could not be counted; trying again later")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
