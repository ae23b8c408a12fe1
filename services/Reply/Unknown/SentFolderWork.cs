using HelpdeskMail.Reply.Announcing;
using HelpdeskMail.Reply.Filing;
using HelpdeskMail.Reply.Sending;

namespace HelpdeskMail.Reply.Unknown;

/// <summary>The work at Sent folders, beside the sending so that a slow mailbox delays no reply: settles unknown replies, files copies.</summary>
internal sealed partial class SentFolderWork(ResolveUnknown unknown, FileCopies copies, News news, Dispatcher dispatcher, TimeProvider time, ILogger<SentFolderWork> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await unknown.ResolveDueAsync(stoppingToken) > 0)
                {
                    await news.TellAllAsync(stoppingToken);
                    dispatcher.Wake();
                }

                await copies.FileDueAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, exception);
            }
        }
    }

    [LoggerMessage(EventId = 61, EventName = "sent_folders.failed", Level = LogLevel.Warning, Message = "The Sent folders could not be worked on; trying again")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
