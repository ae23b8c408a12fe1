using HelpdeskMail.Reply.Holding;
using HelpdeskMail.ServiceDefaults.Repeating;

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

    private Task TellUntoldAsync(CancellationToken stoppingToken) =>
        Repeat.EveryAsync(
            Interval,
            time,
            async cancellation =>
            {
                await mailboxes.SayUnsaidAsync(cancellation);
                await news.TellAllAsync(cancellation);
                await news.TellUsedIdsAgainAsync(cancellation);
            },
            exception => LogFailed(logger, exception),
            stoppingToken);

    [LoggerMessage(EventId = 11, EventName = "news.failed", Level = LogLevel.Warning, Message = "The helpdesk could not be told where replies stand; trying again")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
