using HelpdeskMail.Fetch.Cursors;
using HelpdeskMail.Fetch.FailedMessages;
using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.Fetch.ServerActions;
using HelpdeskMail.Fetch.Watching;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.Taking;

/// <summary>
/// Takes the messages of a run: store a batch while the next one comes, then in one transaction move the cursor and note what is to be done on the server, then announce, then, some batches later,
/// do that: a server that is slow to mark or move delays no ticket. A crash between any two of these steps repeats harmlessly: the place decides in the MailStore that a message is stored once, a
/// noted action may be done twice, and an announcement that was not made is made by the MailStore.
/// </summary>
internal sealed class TakeListed(
    StoreMessage store, LeaseTable leases, SuspectTable suspects, PerformActions actions, Announcer announcer, MemoryBudget budget, StoreGate gate, TimeProvider time)
{
    /// <summary>So many times reading may break off at one message before it is passed over.</summary>
    private const int BreaksAllowed = 3;

    /// <summary>The same where the server may be at fault as a whole: its pauses double, so that a short outage is outlasted.</summary>
    private const int BreaksAllowedWhileUnavailable = 6;

    private const string Withheld = "The server lists this message and does not give it, without saying why.";

    /// <summary>Takes the messages of the run.</summary>
    /// <exception cref="MailFailureException">The server stops us; what was settled before stays settled.</exception>
    /// <exception cref="LeaseLostException">Another replica works the mailbox.</exception>
    public async Task<Taken> TakeAsync(IMailbox mailbox, FolderState folder, WatchedMailbox watched, ReadingRun run, CancellationToken cancellation)
    {
        if (run.Keys.Count == 0)
        {
            return Taken.Nothing;
        }

        var suspected = await suspects.FindAsync(watched.Id, watched.Folder, cancellation);
        var taken = Taken.Nothing;
        for (var next = 0; next < run.Keys.Count;)
        {
            var keys = NextKeys(run.Keys, next, watched.Pace.AtOnce(watched.Folder), suspected);
            var settled = new List<SettledMessage>();
            if (suspected.TryGetValue(keys[0], out var breaks) && breaks.IsGivenUp)
            {
                var reason = $"Reading it broke the connection {breaks.Attempts} times. The last time: {breaks.Reason}";
                await CommitAsync(watched, run, [await store.GiveUpAsync(watched, keys[0], reason, cancellation)], settled, hadSuspects: true, cancellation);
            }
            else
            {
                await ReadAsync(mailbox, watched, run, keys, settled, suspected.Count > 0, cancellation);
                await SettleWithheldAsync(mailbox, folder, watched, run, keys, settled, suspected.Count > 0, cancellation);
            }

            next += keys.Count;
            run.Place.Passed(next);
            var stored = settled.FindLast(message => message.IsStored);
            taken = taken.With(new Taken(
                keys.Count, settled.Count(message => message.IsStored), settled.Count(message => message is { IsStored: true, IsNew: true }), Lag(stored), await actions.PerformDueAsync(mailbox, folder, watched, cancellation)));
        }

        if (run.Place.IsBehind)
        {
            // What was listed and is gone by now has passed too.
            await leases.AsHolderAsync(watched.Lease, (connection, transaction) => run.Place.AdvanceAsync(connection, transaction, []), cancellation);
        }

        return taken;
    }

    /// <summary>A message at which reading broke off before is read alone, so that it can harm no other.</summary>
    private static List<MessageKey> NextKeys(IReadOnlyList<MessageKey> keys, int start, int most, IReadOnlyDictionary<MessageKey, Suspect> suspected)
    {
        List<MessageKey> next = [keys[start]];
        if (!suspected.ContainsKey(keys[start]))
        {
            while (next.Count < most && start + next.Count < keys.Count && !suspected.ContainsKey(keys[start + next.Count]))
            {
                next.Add(keys[start + next.Count]);
            }
        }

        return next;
    }

    private async Task ReadAsync(IMailbox mailbox, WatchedMailbox watched, ReadingRun run, List<MessageKey> keys, List<SettledMessage> settled, bool hadSuspects, CancellationToken cancellation)
    {
        var batch = new MessageBatch(budget);
        var line = new BatchLine(StoreAsync, full => CommitAsync(watched, run, full.Settled, settled, hadSuspects, cancellation));
        try
        {
            await foreach (var message in mailbox.FetchAsync(keys, watched.Receiving.MaxMessageSize, cancellation))
            {
                if (batch.IsFull || (!batch.IsEmpty && StoreMessage.IsSmall(message) && !batch.TryTake(StoreMessage.Room(message))))
                {
                    var full = batch;
                    batch = new MessageBatch(budget);
                    await line.AddAsync(full);
                }

                await store.TakeInAsync(watched, message, run, batch, cancellation);
            }

            await line.AddAsync(batch);
            await line.EndAsync();
            watched.Pace.WentWell(watched.Folder);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            if (await line.TryEndAsync())
            {
                await KeepAsync(exception);
            }

            throw;
        }
        finally
        {
            // Nothing is in it any more, and nothing on its way, unless the work was broken off.
            batch.Dispose();
            await line.TryEndAsync();
        }

        async Task StoreAsync(MessageBatch full)
        {
            using (await gate.EnterAsync(cancellation))
            {
                full.Settled.AddRange(await store.StoreAsync(watched, full.Buffered, run.Join, cancellation));
            }
        }

        // Reading broke off: what has come is settled for good, and the first message that has not is noted as the one at which it broke, when the message itself may be the reason.
        async Task KeepAsync(Exception exception)
        {
            await line.AddAsync(batch);
            await line.EndAsync();
            if (exception is MailFailureException { Failure: var failure } && MayBeTheMessage(failure.Kind))
            {
                if (settled.Count == 0)
                {
                    watched.Pace.Broke(watched.Folder, keys.Count);
                }

                var done = settled.Select(message => message.Key).ToHashSet();
                var first = keys.FindIndex(key => !done.Contains(key));
                if (first >= 0)
                {
                    var allowed = failure.Kind == MailFailureKind.ServerUnavailable ? BreaksAllowedWhileUnavailable : BreaksAllowed;
                    await suspects.AddAsync(watched.Lease, watched.Folder, keys[first], failure.ToString(), allowed, cancellation);
                }
            }
        }
    }

    /// <summary>
    /// A message that was asked for and has not come is gone, moved or deleted by somebody else; or the server swallows it, or (Graph) lists it before it can give it. Where the server still lists it, it is asked for once more alone, and else listed as failed: nothing
    /// that is there is passed over.
    /// </summary>
    private async Task SettleWithheldAsync(
        IMailbox mailbox, FolderState folder, WatchedMailbox watched, ReadingRun run, List<MessageKey> keys, List<SettledMessage> settled, bool hadSuspects, CancellationToken cancellation)
    {
        var done = settled.Select(message => message.Key).ToHashSet();
        if (done.Count == keys.Count)
        {
            return;
        }

        MessageKey? before = folder.End is null ? run.From : keys.Find(key => !done.Contains(key)).TryGetImap(out var validity, out var uid) ? MessageKey.Imap(validity, uid - 1) : null;
        var listed = (await mailbox.ListAsync(new MessageFilter(before), cancellation)).ToHashSet();
        foreach (var key in keys.Where(key => !done.Contains(key) && listed.Contains(key)))
        {
            var count = settled.Count;
            await ReadAsync(mailbox, watched, run, [key], settled, hadSuspects, cancellation);
            if (settled.Count == count)
            {
                await CommitAsync(watched, run, [await store.GiveUpAsync(watched, key, Withheld, cancellation)], settled, hadSuspects, cancellation);
            }
        }
    }

    /// <summary>
    /// Whether the mailbox's action is to be done for a message. What was stored before this run and came long ago has had it, where what was listed before is known: somebody has put it back since. What came lately may have been stored
    /// just before a crash.
    /// </summary>
    private bool IsToBeDone(ReadingRun run, SettledMessage message) =>
        message.IsStored && (message.IsNew || !(run.Again.Contains(message.Key) || (run.From is not null && message.ReceivedAt < time.GetUtcNow() - SettledKeyTable.GoneKept)));

    private static bool MayBeTheMessage(MailFailureKind kind) => kind is
        MailFailureKind.ProtocolViolation or MailFailureKind.TimedOut or MailFailureKind.ServerClosed or MailFailureKind.Refused or MailFailureKind.MessageUnreadable
        or MailFailureKind.ServerUnavailable;

    private TimeSpan? Lag(SettledMessage? stored) => time.GetUtcNow() - stored?.ReceivedAt is not { } age ? null : age > TimeSpan.Zero ? age : TimeSpan.Zero;

    private async Task CommitAsync(
        WatchedMailbox watched, ReadingRun run, List<SettledMessage> messages, List<SettledMessage> settled, bool hadSuspects, CancellationToken cancellation)
    {
        if (messages.Count == 0)
        {
            return;
        }

        await leases.AsHolderAsync(
            watched.Lease,
            async (connection, transaction) =>
            {
                await run.Place.AdvanceAsync(connection, transaction, messages);
                await PendingActionTable.AddAsync(
                    connection, transaction, watched, [.. messages.Where(message => IsToBeDone(run, message)).Select(message => message.Key.Value)]);
                await PendingActionTable.RemoveAsync(
                    connection, transaction, watched, [.. messages.Where(message => !message.IsStored && run.Again.Contains(message.Key)).Select(message => message.Key.Value)]);
                foreach (var read in messages.Where(message => message.IsStored && run.Again.Contains(message.Key)))
                {
                    await FailedMessageTable.RemoveAsync(connection, transaction, watched, read.Key.Value);
                }

                foreach (var failed in messages.Where(message => message.Failure is not null))
                {
                    await FailedMessageTable.AddAsync(connection, transaction, watched, failed);
                }

                if (hadSuspects)
                {
                    await SuspectTable.RemoveAsync(connection, transaction, watched, messages.Select(message => message.Key.Value));
                }
            },
            cancellation,
            repeatable: true);
        settled.AddRange(messages);
        if (messages.Exists(message => message.IsStored))
        {
            watched.Pace.Stored();
        }

        await announcer.AnnounceAsync(messages, cancellation);
    }
}
