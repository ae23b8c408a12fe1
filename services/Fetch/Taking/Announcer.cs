using System.Diagnostics;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.ServiceDefaults.Bus;
using MassTransit;

namespace HelpdeskMail.Fetch.Taking;

/// <summary>
/// Says <see cref="MailReceived"/> for stored messages, each in its own trace. A bus that is away delays nobody: the first message that it does not take within two
/// seconds, and those after it, are left to the MailStore, which announces whatever stays unhandled.
/// </summary>
internal sealed partial class Announcer(IBus bus, ILogger<Announcer> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task AnnounceAsync(IReadOnlyList<SettledMessage> messages, CancellationToken cancellation)
    {
        var away = false;
        foreach (var message in messages)
        {
            Activity.Current = message.Trace;
            try
            {
                if (message is { Failure: null, ReceiptId: { } receipt } && !away)
                {
                    await bus.PublishAsync(new MailReceived(receipt), Patience, cancellation);
                }
            }
            catch (Exception exception)
            {
                away = true;
                LogNotAnnounced(logger, message.ReceiptId, exception);
            }
            finally
            {
                message.Trace?.Dispose();
                Activity.Current = null;
            }
        }
    }

    [LoggerMessage(EventId = 30, EventName = "mail.not_announced", Level = LogLevel.Warning, Message = "Receipt {ReceiptId} could not be announced now; the MailStore will do it")]
    private static partial void LogNotAnnounced(ILogger logger, long? receiptId, Exception exception);
}
