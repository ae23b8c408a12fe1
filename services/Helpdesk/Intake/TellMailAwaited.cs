using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.ServiceDefaults.Bus;
using MassTransit;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>Says <see cref="MailAwaited"/> once the queue of received mails is there: what Fetch announced before that reached nobody.</summary>
internal sealed partial class TellMailAwaited(IBusControl bus, ILogger<TellMailAwaited> logger) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await bus.WaitForHealthStatus(BusHealthStatus.Healthy, stoppingToken);
            await bus.PublishAsync(new MailAwaited(), Patience, stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogNotTold(logger, exception);
        }
    }

    [LoggerMessage(EventId = 12, EventName = "intake.not_told", Level = LogLevel.Warning, Message = "The MailStore could not be told that mail is taken in; it announces waiting mail when its next time comes")]
    private static partial void LogNotTold(ILogger logger, Exception exception);
}
