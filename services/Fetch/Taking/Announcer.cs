using System.Diagnostics;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.ServiceDefaults.Bus;
using MassTransit;

namespace HelpdeskMail.Fetch.Taking;

/// <summary>
/// Says <see cref="MailReceived"/> for settled messages, those that could not be read included. A bus that is away delays nobody: what it does not take within two seconds, and what is to be said in
/// the half minute after that, is left to the MailStore, which announces whatever stays unhandled.
/// </summary>
internal sealed partial class Announcer(IBus bus, TimeProvider time, ILogger<Announcer> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);

    private long failedAt;

    public async Task AnnounceAsync(IReadOnlyList<SettledMessage> messages, CancellationToken cancellation)
    {
        try
        {
            var isAway = Volatile.Read(ref failedAt) is > 0 and var since && time.GetElapsedTime(since) < AfterFailure;
            var mails = messages.Where(message => message.ReceiptId is not null).Select(message => new ReceivedMail(message.ReceiptId!.Value, message.Trace?.Id)).ToList();
            if (!isAway)
            {
                await Task.WhenAll(mails.Chunk(MailReceived.Most).Select(some => AnnounceAsync(some, cancellation)));
            }
        }
        finally
        {
            foreach (var message in messages)
            {
                message.Trace?.Dispose();
            }

            Activity.Current = null;
        }
    }

    private async Task AnnounceAsync(ReceivedMail[] mails, CancellationToken cancellation)
    {
        // Each mail goes on in its own trace, so that the message is part of none.
        Activity.Current = null;
        try
        {
            await bus.PublishAsync(new MailReceived(mails), Patience, cancellation);
        }
        catch (Exception exception)
        {
            Volatile.Write(ref failedAt, time.GetTimestamp());
            LogNotAnnounced(logger, mails.Length, exception);
        }
    }

    [LoggerMessage(EventId = 30, EventName = "mail.not_announced", Level = LogLevel.Warning, Message = "{Count} receipts could not be announced now; the MailStore will do it")]
    private static partial void LogNotAnnounced(ILogger logger, int count, Exception exception);
}
