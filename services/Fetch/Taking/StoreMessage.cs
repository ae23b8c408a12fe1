using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using HelpdeskMail.Fetch.Storing;
using HelpdeskMail.Fetch.Telemetry;
using HelpdeskMail.Fetch.Watching;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.Taking;

/// <summary>Brings messages from their mailbox into the MailStore, small ones many at a time, or lists them there with the reason why they cannot be had.</summary>
internal sealed class StoreMessage(MailStoreClient store, StoreGate gate, FetchMetrics metrics, TimeProvider time)
{
    /// <summary>Messages up to this size go into batches; the MailStore takes no larger ones there. Larger ones are passed on as they come.</summary>
    public const int Small = 256 * 1024;

    /// <summary>So much of a large message is looked at for its arrival.</summary>
    private const int Head = 64 * 1024;

    /// <summary>Whether a message goes into a batch. Its size may be an estimate; what turns out larger is passed on as well.</summary>
    public static bool IsSmall(FetchedMessage message) => message is { Failure: null, IsWhole: true, Size: <= Small };

    /// <summary>Memory that a small message is taken to need: the most a small one may have where its server does not tell.</summary>
    public static int Room(FetchedMessage message) => message.Size <= 0 ? Small : (int)Math.Clamp(message.Size, 4096, Small);

    /// <summary>Takes the message into the batch, to be stored with it, or settles it by itself.</summary>
    /// <exception cref="Observing.MailboxTroubleException">The store takes nothing at present; the message stays where it is.</exception>
    /// <exception cref="Mail.Failures.MailFailureException">The server broke off in the middle of it.</exception>
    public async Task TakeInAsync(WatchedMailbox mailbox, FetchedMessage message, ReadingRun run, MessageBatch batch, CancellationToken cancellation)
    {
        var notBefore = run.NotBeforeOf(message.Key);
        if (message.ReceivedAt < notBefore)
        {
            batch.Settled.Add(SettledMessage.NotWanted(message.Key));
            return;
        }

        if (!IsSmall(message))
        {
            if (notBefore is { } wanted && message is { Failure: null, ReceivedAt: null })
            {
                var head = await HeadAsync(message.Content, cancellation);
                if (ArrivalDate.Of(head) < wanted)
                {
                    batch.Settled.Add(SettledMessage.NotWanted(message.Key));
                    return;
                }

                message = message with { Content = new ReplayStream(head, message.Content) };
            }

            batch.Settled.Add(await SettleAsync(mailbox, message, run.Join, cancellation));
            return;
        }

        if (batch.IsEmpty)
        {
            await batch.TakeAsync(Room(message), cancellation);
        }

        var started = time.GetTimestamp();
        var trace = Begin(mailbox, message);
        Activity.Current = null;
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Max(message.Size, 1024));
        try
        {
            var length = 0;
            while (await ReadAsync())
            {
            }

            var isOld = notBefore is { } first && message.ReceivedAt is null && ArrivalDate.Of(buffer.AsMemory(0, length)) < first;
            if (length > Small && !isOld)
            {
                // The server's word on its size was wrong by far.
                trace?.Dispose();
                var whole = new ReplayStream(buffer.AsMemory(0, length), message.Content);
                batch.Settled.Add(await SettleAsync(mailbox, message with { Content = whole }, run.Join, cancellation));
                return;
            }

            if (isOld)
            {
                trace?.Dispose();
                batch.Settled.Add(SettledMessage.NotWanted(message.Key));
                return;
            }

            batch.Add(new BufferedMessage(message.Key, buffer, length, message.ReceivedAt, trace, started));
            buffer = null;

            async Task<bool> ReadAsync()
            {
                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                var read = await message.Content.ReadAsync(buffer.AsMemory(length), cancellation);
                length += read;
                return read > 0 && length <= Small;
            }
        }
        catch (Exception exception)
        {
            trace?.SetStatus(ActivityStatusCode.Error, exception.Message).Dispose();
            throw;
        }
        finally
        {
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>Stores the messages of a batch; each is settled in the way its own answer says.</summary>
    /// <exception cref="Observing.MailboxTroubleException">The store takes nothing at present; the messages stay where they are.</exception>
    public async Task<IReadOnlyList<SettledMessage>> StoreAsync(WatchedMailbox mailbox, IReadOnlyList<BufferedMessage> messages, bool join, CancellationToken cancellation)
    {
        if (messages.Count == 0)
        {
            return [];
        }

        var settled = new List<SettledMessage>(messages.Count);
        try
        {
            var answers = await store.StoreBatchAsync(mailbox, messages, join, cancellation);
            foreach (var (message, answer) in messages.Zip(answers))
            {
                var outcome = answer switch
                {
                    StoreAnswer.Stored stored => new SettledMessage(message.Key, stored.Mail.ReceiptId, Failure: null, RetryByItself: false, message.Trace) { IsNew = stored.Mail.Created },
                    // What has no bytes may have some the next time: it is the server that gave none.
                    StoreAnswer.Refused refused => await PassOverAsync(mailbox, message.Key, Stream.Null, message.Length, message.ReceivedAt, refused.Reason, retryByItself: message.Length == 0, cancellation),
                    _ => throw new InvalidOperationException("Unknown answer."),
                };
                settled.Add(outcome with { Trace = message.Trace, ReceivedAt = message.ReceivedAt });
                Finish(message.Trace, outcome, message.Length, message.ReceivedAt, message.Started);
            }

            return settled;
        }
        catch (Exception exception)
        {
            foreach (var message in messages)
            {
                message.Trace?.SetStatus(ActivityStatusCode.Error, exception.Message).Dispose();
            }

            throw;
        }
    }

    /// <summary>Settles one message by itself; whatever its bytes are, the next one can go on.</summary>
    /// <exception cref="Observing.MailboxTroubleException">The store takes nothing at present; the message stays where it is.</exception>
    /// <exception cref="Mail.Failures.MailFailureException">The server broke off in the middle of it.</exception>
    public async Task<SettledMessage> SettleAsync(WatchedMailbox mailbox, FetchedMessage message, bool join, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var trace = Begin(mailbox, message);
        try
        {
            var settled = message switch
            {
                { Failure: { } failure } => await PassOverAsync(mailbox, message.Key, message.Content, message.Size, message.ReceivedAt, failure.ToString(), retryByItself: true, cancellation),
                { IsWhole: false } => await PassOverAsync(
                    mailbox, message.Key, message.Content, message.Size, message.ReceivedAt, TooLarge(message.Size, mailbox.Receiving.MaxMessageSize), retryByItself: false, cancellation) with
                { TooLarge = message.Size },
                _ => await StoreAsync(mailbox, message, join, cancellation),
            };
            Finish(trace, settled, message.Size, message.ReceivedAt, started);
            return settled with { Trace = trace, ReceivedAt = message.ReceivedAt };
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
        var settled = await PassOverAsync(mailbox, key, Stream.Null, 0, null, reason, retryByItself: true, cancellation);
        metrics.Settled("failed", 0, TimeSpan.Zero, null);
        return settled;
    }

    private async Task<SettledMessage> StoreAsync(WatchedMailbox mailbox, FetchedMessage message, bool join, CancellationToken cancellation)
    {
        using var place = await gate.EnterForStreamAsync(cancellation);
        return await store.StoreAsync(mailbox.Place(message.Key), message.Content, KnownSize(mailbox, message), message.ReceivedAt, join, cancellation) switch
        {
            StoreAnswer.Stored stored => new SettledMessage(message.Key, stored.Mail.ReceiptId, Failure: null, RetryByItself: false, Trace: null) { IsNew = stored.Mail.Created },
            StoreAnswer.Refused refused => await PassOverAsync(mailbox, message.Key, Stream.Null, message.Size, message.ReceivedAt, refused.Reason, retryByItself: false, cancellation),
            _ => throw new InvalidOperationException("Unknown answer."),
        };
    }

    private async Task<SettledMessage> PassOverAsync(
        WatchedMailbox mailbox, MessageKey key, Stream header, long size, DateTimeOffset? receivedAt, string reason, bool retryByItself, CancellationToken cancellation)
    {
        var receipt = await store.StoreFailureAsync(mailbox.Place(key), header, size, receivedAt, reason, cancellation);
        return new SettledMessage(key, receipt?.ReceiptId, reason, retryByItself, Trace: null);
    }

    private static async Task<ReadOnlyMemory<byte>> HeadAsync(Stream content, CancellationToken cancellation)
    {
        var head = new byte[Head];
        return head.AsMemory(0, await content.ReadAtLeastAsync(head, Head, throwOnEndOfStream: false, cancellation));
    }

    /// <summary>Only IMAP tells sizes to the byte; elsewhere they are estimates.</summary>
    private static long? KnownSize(WatchedMailbox mailbox, FetchedMessage message) =>
        mailbox.Source == Contracts.Mail.MailSource.Imap && message.Content is not ReplayStream ? message.Size : null;

    private static Activity? Begin(WatchedMailbox mailbox, FetchedMessage message) =>
        FetchTelemetry.Source.StartActivity("mail.fetch", ActivityKind.Consumer, parentContext: default)
            ?.SetTag("helpdesk.system_email.id", mailbox.Id).SetTag("mail.size", message.Size).SetTag("mail.key", message.Key.Value).SetTag("mail.folder", mailbox.Folder);

    private void Finish(Activity? trace, SettledMessage settled, long size, DateTimeOffset? receivedAt, long started)
    {
        metrics.Settled(settled.Failure is null ? "stored" : "failed", size, time.GetElapsedTime(started), receivedAt is { } at ? time.GetUtcNow() - at : null);
        trace?.SetTag("mail.receipt.id", settled.ReceiptId);
        if (settled.Failure is not null)
        {
            trace?.SetStatus(ActivityStatusCode.Error, settled.Failure);
        }
    }

    private static string TooLarge(long size, long limit) => string.Create(
        CultureInfo.InvariantCulture,
        $"The message has {size / 1048576.0:0.#} MB; this mailbox takes up to {limit / 1048576.0:0.#} MB. Its header is kept; fetch it whole by the button, or raise the limit of the system email: what fits then is fetched by itself.");
}
