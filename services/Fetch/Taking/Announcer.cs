using System.Diagnostics;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.ServiceDefaults.Bus;
using MassTransit;

namespace HelpdeskMail.Fetch.Taking;

/// <summary>
/// Says <see cref="MailReceived"/> for settled messages, those that could not be read included, each in its own trace and all at once, so that the bus can gather them. A bus that is away delays
/// nobody: what it does not take within two seconds, and what is to be said in the half minute after that, is left to the MailStore, which announces whatever stays unhandled.
/// </summary>
internal sealed partial class Announcer(IBus bus, TimeProvider time, ILogger<Announcer> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);

    private long failedAt;

    public async Task AnnounceAsync(IReadOnlyList<SettledMessage> messages, CancellationToken cancellation)
    {
        var isAway = Volatile.Read(ref failedAt) is > 0 and var since && time.GetElapsedTime(since) < AfterFailure;
        var failures = await Task.WhenAll(messages.Select(message => AnnounceAsync(message, isAway, cancellation)));
        var away = failures.Count(failure => failure is not null);
        if (away > 0)
        {
            Volatile.Write(ref failedAt, time.GetTimestamp());
            LogNotAnnounced(logger, away, Array.Find(failures, failure => failure is not null));
        }
    }

    private async Task<Exception?> AnnounceAsync(SettledMessage message, bool isAway, CancellationToken cancellation)
    {
        Activity.Current = message.Trace;
        try
        {
            if (message.ReceiptId is { } receipt && !isAway)
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
