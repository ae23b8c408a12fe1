using System.Diagnostics;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.ServiceDefaults.Bus;
using MassTransit;

namespace HelpdeskMail.Fetch.Taking;

/// <summary>
/// Says <see cref="MailReceived"/> for stored messages, each in its own trace and all at once, so that the bus can gather them. A bus that is away delays nobody: what it does not take within two
/// seconds is left to the MailStore, which announces whatever stays unhandled.
/// </summary>
internal sealed partial class Announcer(IBus bus, ILogger<Announcer> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task AnnounceAsync(IReadOnlyList<SettledMessage> messages, CancellationToken cancellation)
    {
        var failures = await Task.WhenAll(messages.Select(message => AnnounceAsync(message, cancellation)));
        var away = failures.Count(failure => failure is not null);
        if (away > 0)
        {
            LogNotAnnounced(logger, away, Array.Find(failures, failure => failure is not null));
        }
    }

    private async Task<Exception?> AnnounceAsync(SettledMessage message, CancellationToken cancellation)
    {
        Activity.Current = message.Trace;
        try
        {
            if (message is { IsStored: true, ReceiptId: { } receipt })
            {
                await bus.PublishAsync(new MailReceived(receipt), Patience, cancellation);
            }

            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
        finally
        {
            message.Trace?.Dispose();
            Activity.Current = null;
        }
    }

    [LoggerMessage(EventId = 30, EventName = "mail.not_announced", Level = LogLevel.Warning, Message = "{Count} receipts could not be announced now; the MailStore will do it")]
    private static partial void LogNotAnnounced(ILogger logger, int count, Exception? exception);
}
