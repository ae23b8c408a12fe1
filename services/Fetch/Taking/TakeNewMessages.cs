using HelpdeskMail.Fetch.Cursors;
using HelpdeskMail.Fetch.FailedMessages;
using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.Fetch.ServerActions;
using HelpdeskMail.Fetch.Watching;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.Taking;

/// <summary>
/// Takes what is new in the open folder, batch by batch: store each message, then in one transaction move the cursor and note what is to be done on the
/// server, then announce, then do that: a server that is slow to mark or move delays no ticket. A crash between any two of these steps repeats harmlessly:
/// the place decides in the MailStore that a message is stored once, a noted action may be done twice, and an announcement that was not made is made by the
/// MailStore.
/// </summary>
internal sealed class TakeNewMessages(
    StoreMessage store, CursorTable cursors, LeaseTable leases, SuspectTable suspects, PerformActions actions, Announcer announcer, TimeProvider time)
{
    private const int BatchSize = 25;

    /// <summary>So many times reading may break off at one message before it is passed over.</summary>
    private const int BreaksAllowed = 3;

    /// <summary>Takes everything that is new; gives the number of messages settled.</summary>
    /// <exception cref="MailFailureException">The server stops us; what was settled before stays settled.</exception>
    /// <exception cref="LeaseLostException">Another replica works the mailbox.</exception>
    public async Task<int> TakeAsync(IMailbox mailbox, FolderState folder, WatchedMailbox watched, CancellationToken cancellation)
    {
        var known = await cursors.FindAsync(watched.Id, watched.Folder, cancellation);
        var cursor = FolderCursor.Open(known, folder, watched.Folder, watched.Receiving.StartFrom, time.GetUtcNow());
        if (!ReferenceEquals(cursor, known))
        {
            await cursors.BeginAsync(watched.Lease, cursor, cancellation);
        }

        var settled = 0;
        if (cursor.Mode != CursorMode.Follow)
        {
            settled += await TakeListedAsync(mailbox, folder, watched, cursor, cancellation);
            cursor = cursor.AtEnd();
            await leases.AsHolderAsync(watched.Lease, (connection, transaction) => CursorTable.MoveAsync(connection, transaction, watched.Lease, cursor), cancellation);
        }

        return settled + await TakeListedAsync(mailbox, folder, watched, cursor, cancellation);
    }

    private async Task<int> TakeListedAsync(IMailbox mailbox, FolderState folder, WatchedMailbox watched, FolderCursor cursor, CancellationToken cancellation)
    {
        var keys = (await mailbox.ListAsync(cursor.Filter(watched.Receiving.StartFrom), cancellation)).Where(cursor.Covers).ToList();
        if (keys.Count == 0)
        {
            return 0;
        }

        var suspected = await suspects.FindAsync(watched.Id, watched.Folder, cancellation);
        var settled = 0;
        for (var next = 0; next < keys.Count;)
        {
            var batch = NextBatch(keys, next, suspected);
            var messages = suspected.TryGetValue(batch[0], out var breaks) && breaks.Attempts >= BreaksAllowed
                ? [await store.GiveUpAsync(watched, batch[0], $"Reading it broke the connection {breaks.Attempts} times. The last time: {breaks.Reason}", cancellation)]
                : await ReadAsync(mailbox, watched, cursor, batch, cancellation);
            cursor = cursor.MovedTo(batch[^1]);
            await CommitAsync(watched, cursor, messages, cancellation);
            await announcer.AnnounceAsync(messages, cancellation);
            await actions.PerformDueAsync(mailbox, folder, watched, cancellation);
            settled += messages.Count;
            next += batch.Count;
        }

        return settled;
    }

    /// <summary>A message at which reading broke off before is read alone, so that it can harm no other.</summary>
    private static List<MessageKey> NextBatch(List<MessageKey> keys, int start, IReadOnlyDictionary<MessageKey, Suspect> suspected)
    {
        if (suspected.ContainsKey(keys[start]))
        {
            return [keys[start]];
        }

        var length = 1;
        while (length < BatchSize && start + length < keys.Count && !suspected.ContainsKey(keys[start + length]))
        {
            length++;
        }

        return keys.GetRange(start, length);
    }

    private async Task<IReadOnlyList<SettledMessage>> ReadAsync(
        IMailbox mailbox, WatchedMailbox watched, FolderCursor cursor, List<MessageKey> batch, CancellationToken cancellation)
    {
        var settled = new List<SettledMessage>(batch.Count);
        try
        {
            await foreach (var message in mailbox.FetchAsync(batch, watched.Receiving.MaxMessageSize, cancellation))
            {
                settled.Add(await store.SettleAsync(watched, message, join: cursor.Mode == CursorMode.Rejoin, cancellation));
            }

            return settled;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await KeepBeginningAsync(watched, cursor, batch, settled, exception as MailFailureException, cancellation);
            throw;
        }
    }

    /// <summary>
    /// Reading broke off: what lies without a gap at the batch's beginning is settled for good, and the first message after it is noted as the one at which
    /// it broke, when the message itself may be the reason.
    /// </summary>
    private async Task KeepBeginningAsync(
        WatchedMailbox watched, FolderCursor cursor, List<MessageKey> batch, List<SettledMessage> settled, MailFailureException? failure, CancellationToken cancellation)
    {
        var done = settled.Select(message => message.Key).ToHashSet();
        var beginning = batch.TakeWhile(done.Contains).ToList();
        if (beginning.Count > 0)
        {
            var kept = settled.Where(message => beginning.Contains(message.Key)).ToList();
            await CommitAsync(watched, cursor.MovedTo(beginning[^1]), kept, cancellation);
            await announcer.AnnounceAsync(kept, cancellation);
        }

        if (failure is not null && MayBeTheMessage(failure.Failure.Kind) && beginning.Count < batch.Count)
        {
            await suspects.AddAsync(watched.Lease, watched.Folder, batch[beginning.Count], failure.Failure.ToString(), cancellation);
        }
    }

    private static bool MayBeTheMessage(MailFailureKind kind) => kind is
        MailFailureKind.ProtocolViolation or MailFailureKind.TimedOut or MailFailureKind.ServerClosed or MailFailureKind.Refused or MailFailureKind.MessageUnreadable;

    private Task CommitAsync(WatchedMailbox watched, FolderCursor cursor, IReadOnlyList<SettledMessage> messages, CancellationToken cancellation) =>
        leases.AsHolderAsync(
            watched.Lease,
            async (connection, transaction) =>
            {
                await CursorTable.MoveAsync(connection, transaction, watched.Lease, cursor);
                foreach (var message in messages)
                {
                    if (message.Failure is null)
                    {
                        await PendingActionTable.AddAsync(connection, transaction, watched, message.Key);
                    }
                    else
                    {
                        await FailedMessageTable.AddAsync(connection, transaction, watched, message);
                    }

                    await SuspectTable.RemoveAsync(connection, transaction, watched, message.Key);
                }
            },
            cancellation);
}
