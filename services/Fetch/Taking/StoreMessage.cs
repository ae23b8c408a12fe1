using System.Diagnostics;
using System.Globalization;
using HelpdeskMail.Fetch.Storing;
using HelpdeskMail.Fetch.Telemetry;
using HelpdeskMail.Fetch.Watching;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.Taking;

/// <summary>Brings one message from its mailbox into the MailStore, or lists it there with the reason why it cannot be had.</summary>
internal sealed class StoreMessage(MailStoreClient store, FetchMetrics metrics, TimeProvider time)
{
    /// <summary>Settles the message; whatever its bytes are, the next one can go on.</summary>
    /// <exception cref="Observing.MailboxTroubleException">The store takes nothing at present; the message stays where it is.</exception>
    /// <exception cref="Mail.Failures.MailFailureException">The server broke off in the middle of it.</exception>
    public async Task<SettledMessage> SettleAsync(WatchedMailbox mailbox, FetchedMessage message, bool join, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var trace = FetchTelemetry.Source.StartActivity("mail.fetch", ActivityKind.Consumer, parentContext: default);
        trace?.SetTag("helpdesk.system_email.id", mailbox.Id).SetTag("mail.size", message.Size).SetTag("mail.key", message.Key.Value);
        try
        {
            var settled = message switch
            {
                { Failure: { } failure } => await PassOverAsync(mailbox, message, failure.ToString(), retryByItself: true, cancellation),
                { IsWhole: false } => await PassOverAsync(mailbox, message, TooLarge(message.Size, mailbox.Receiving.MaxMessageSize), retryByItself: false, cancellation),
                _ => await StoreAsync(mailbox, message, join, cancellation),
            };
            metrics.Settled(settled.Failure is null ? "stored" : "failed", message.Size, time.GetElapsedTime(started), message.ReceivedAt is { } at ? time.GetUtcNow() - at : null);
            trace?.SetTag("mail.receipt.id", settled.ReceiptId);
            if (settled.Failure is not null)
            {
                trace?.SetStatus(ActivityStatusCode.Error, settled.Failure);
            }

            return settled with { Trace = trace };
        }
        catch (Exception exception)
        {
            trace?.SetStatus(ActivityStatusCode.Error, exception.Message).Dispose();
            throw;
        }
        finally
        {
            // The trace goes on when the message is announced; what comes in between belongs to the mailbox, not to the message.
            Activity.Current = null;
        }
    }

    /// <summary>Lists a message of which nothing can be had, since reading it broke the connection again and again.</summary>
    public async Task<SettledMessage> GiveUpAsync(WatchedMailbox mailbox, MessageKey key, string reason, CancellationToken cancellation)
    {
        var receipt = await store.StoreFailureAsync(mailbox.Place(key), Stream.Null, 0, null, reason, cancellation);
        metrics.Settled("failed", 0, TimeSpan.Zero, null);
        return new SettledMessage(key, receipt?.ReceiptId, reason, RetryByItself: true, Trace: null);
    }

    private async Task<SettledMessage> StoreAsync(WatchedMailbox mailbox, FetchedMessage message, bool join, CancellationToken cancellation) =>
        await store.StoreAsync(mailbox.Place(message.Key), message.Content, message.Size, message.ReceivedAt, join, cancellation) switch
        {
            StoreAnswer.Stored stored => new SettledMessage(message.Key, stored.Mail.ReceiptId, Failure: null, RetryByItself: false, Trace: null),
            StoreAnswer.Refused refused => await PassOverAsync(mailbox, message with { Content = Stream.Null }, refused.Reason, retryByItself: false, cancellation),
            _ => throw new InvalidOperationException("Unknown answer."),
        };

    private async Task<SettledMessage> PassOverAsync(WatchedMailbox mailbox, FetchedMessage message, string reason, bool retryByItself, CancellationToken cancellation)
    {
        var receipt = await store.StoreFailureAsync(mailbox.Place(message.Key), message.Content, message.Size, message.ReceivedAt, reason, cancellation);
        return new SettledMessage(message.Key, receipt?.ReceiptId, reason, retryByItself, Trace: null);
    }

    private static string TooLarge(long size, long limit) => string.Create(
        CultureInfo.InvariantCulture,
        $"The message has {size / 1048576.0:0.#} MB; this mailbox takes up to {limit / 1048576.0:0.#} MB. Its header is kept; it can be fetched whole by a button, or raise the limit of the system email.");
}
