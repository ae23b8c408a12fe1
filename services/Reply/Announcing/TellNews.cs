using HelpdeskMail.Reply.Holding;

namespace HelpdeskMail.Reply.Announcing;

/// <summary>Tells the news of replies as they come, and what was left untold of replies and mailboxes every ten seconds, beside the sending: a bus that is away delays no reply.</summary>
internal sealed partial class TellNews(News news, MailboxObserver mailboxes, TimeProvider time, ILogger<TellNews> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAll(news.TellSoonAsync(stoppingToken), TellUntoldAsync(stoppingToken));
    }

    private async Task TellUntoldAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await mailboxes.SayUnsaidAsync(stoppingToken);
                await news.TellAllAsync(stoppingToken);
                await news.TellUsedIdsAgainAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, exception);
            }
        }
    }

    [LoggerMessage(EventId = 11, EventName = "news.failed", Level = LogLevel.Warning, Message = "The helpdesk could not be told where replies stand; trying again")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
