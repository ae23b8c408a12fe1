using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Cursors;
using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.Fetch.Watching;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.Taking;

/// <summary>
/// Finds what is new in the open folder, by the order of its keys where they have one (IMAP), else by the keys that are done with (POP3, Graph), and has it taken.
/// </summary>
internal sealed class TakeNewMessages(TakeListed listed, TakeResized resized, CursorTable cursors, SettledKeyTable settledKeys, LeaseTable leases, TimeProvider time)
{
    /// <summary>Takes everything that is new.</summary>
    /// <exception cref="MailFailureException">The server stops us; what was settled before stays settled.</exception>
    /// <exception cref="LeaseLostException">Another replica works the mailbox.</exception>
    public async Task<Taken> TakeAsync(IMailbox mailbox, FolderState folder, WatchedMailbox watched, CancellationToken cancellation)
    {
        var known = await cursors.FindAsync(watched.Id, watched.Folder, cancellation);
        return folder.End is null
            ? await TakeByKeysAsync(mailbox, folder, watched, known, cancellation)
            : await TakeInOrderAsync(mailbox, folder, watched, known, cancellation);
    }

    private async Task<Taken> TakeInOrderAsync(IMailbox mailbox, FolderState folder, WatchedMailbox watched, FolderCursor? known, CancellationToken cancellation)
    {
        var cursor = known is not null && known.Generation == folder.Generation && !await BeganAnewAsync(mailbox, folder, known, cancellation)
            ? known
            : FolderCursor.Begin(known, folder.Generation ?? "", await NewestAsync(mailbox, folder, cancellation), watched.Folder, watched.Receiving.StartFrom, time.GetUtcNow());
        if (!ReferenceEquals(cursor, known))
        {
            await cursors.BeginAsync(watched.Lease, cursor, null, cancellation);
        }

        watched = watched with { Epoch = cursor.Epoch };
        var taken = Taken.Nothing;
        if (cursor.Mode != CursorMode.Follow)
        {
            taken = await TakeRunAsync(cursor);
            cursor = cursor.AtEnd();
            await leases.AsHolderAsync(watched.Lease, (connection, transaction) => CursorTable.MoveAsync(connection, transaction, watched.Lease, cursor), cancellation);
        }

        return taken.With(await TakeRunAsync(cursor));

        async Task<Taken> TakeRunAsync(FolderCursor from)
        {
            List<MessageKey> keys = [.. (await mailbox.ListAsync(from.Filter(watched.Receiving), cancellation)).Where(from.Covers)];
            var run = new ReadingRun(keys, new OrderedPlace(watched, from, keys, time.GetUtcNow()), Join: from.Mode != CursorMode.Follow, from.NotBefore(watched.Receiving));
            return await listed.TakeAsync(mailbox, folder, watched, run, cancellation);
        }
    }

    /// <summary>Whether the folder's numbers have begun anew without a new UIDVALIDITY, as those of a mailbox restored from a backup may. Believed only when the list of messages says so too.</summary>
    private static async Task<bool> BeganAnewAsync(IMailbox mailbox, FolderState folder, FolderCursor known, CancellationToken cancellation) =>
        !folder.EndIsGuessed && known.IsAhead(folder.End) && known.IsAhead(await NewestAsync(mailbox, folder, cancellation));

    /// <summary>
    /// The last message that was there when the folder was opened. The server's word on what comes next (UIDNEXT) keeps what arrives meanwhile apart; a word that fits none of the messages that are
    /// there is not believed, since a place too far ahead would hide new mail and one too far back bring all the old.
    /// </summary>
    private static async Task<MessageKey?> NewestAsync(IMailbox mailbox, FolderState folder, CancellationToken cancellation)
    {
        var keys = await mailbox.ListAsync(MessageFilter.Everything, cancellation);
        if (keys.Count == 0)
        {
            return folder.End!.Value.TryGetImap(out var validity, out _) ? MessageKey.Imap(validity, 0) : null;
        }

        var told = Uid(folder.End!.Value);
        var last = keys.LastOrDefault(key => Uid(key) <= told);
        return last == default || keys.Count(key => Uid(key) <= told) < folder.Exists / 2 ? keys[^1] : last;
    }

    private static uint Uid(MessageKey key) => key.TryGetImap(out _, out var uid) ? uid : 0;

    private async Task<Taken> TakeByKeysAsync(IMailbox mailbox, FolderState folder, WatchedMailbox watched, FolderCursor? known, CancellationToken cancellation)
    {
        var cursor = known ?? await BeginByKeysAsync(mailbox, watched, cancellation);
        var keys = await mailbox.ListAsync(new MessageFilter(cursor.Place), cancellation);
        var sizeOf = Sizes(mailbox, keys);

        // Graph says up to where it has listed; of any other list we keep a fingerprint, and the same list again has nothing new in it.
        var place = mailbox.Place ?? KeyList.Fingerprint(keys, sizeOf);
        if (mailbox.Place is null && place == cursor.Place)
        {
            watched.Pace.SizesStayed();
            return Taken.Nothing;
        }

        var found = await settledKeys.FindOpenAsync(watched, keys, sizeOf, cancellation);
        List<MessageKey> open = [.. found.Where(key => !key.Resized).Select(key => key.Key)];
        List<MessageKey> otherSize = [.. found.Where(key => key.Resized).Select(key => key.Key)];
        var wanted = found.Where(key => key.Wanted).Select(key => key.Key).ToHashSet();
        var again = found.Where(key => key is { Again: true, Resized: false }).Select(key => key.Key).ToHashSet();
        var listedWhole = mailbox.Place is null || mailbox.ListedAnew;
        if (listedWhole && known?.Place is not null && cursor.Mode == CursorMode.Follow && open.Count - again.Count == keys.Count && keys.Count > 0 && await settledKeys.AnyAsync(watched, cancellation))
        {
            // Not one message is known: the mailbox was restored, or moved to another server.
            cursor = cursor with { Mode = CursorMode.Rejoin };
        }

        var run = new ReadingRun(open, new KeyedPlace(watched, cursor, open, sizeOf, time.GetUtcNow()), Join: cursor.Mode != CursorMode.Follow, cursor.NotBefore(watched.Receiving)) { From = cursor.Place, Again = again, Wanted = wanted };
        var taken = await listed.TakeAsync(mailbox, folder, watched, run, cancellation);
        var (more, left) = await resized.TakeAsync(mailbox, folder, watched, cursor, otherSize, wanted, sizeOf, cancellation);
        taken = taken.With(more);
        if (listedWhole)
        {
            await settledKeys.KeepOnlyAsync(watched, keys, cancellation);
            await settledKeys.NoteSizesAsync(watched, keys, sizeOf, left, cancellation);
        }
        else
        {
            await settledKeys.GoneAsync(watched, mailbox.Gone, keys, cancellation);
        }

        if (otherSize.Count == 0)
        {
            watched.Pace.SizesStayed();
        }

        cursor = cursor with { Mode = CursorMode.Follow, Place = left.Count > 0 ? KeyList.Unknown : place };
        await leases.AsHolderAsync(watched.Lease, (connection, transaction) => CursorTable.MoveAsync(connection, transaction, watched.Lease, cursor), cancellation);
        return taken;
    }

    /// <summary>The sizes that are listed now: what is deleted in the session has none later.</summary>
    private static Func<MessageKey, long?> Sizes(IMailbox mailbox, IReadOnlyList<MessageKey> keys)
    {
        var sizes = new Dictionary<MessageKey, long>();
        foreach (var key in keys)
        {
            if (mailbox.SizeOf(key) is { } size)
            {
                sizes[key] = size;
            }
        }

        return key => sizes.TryGetValue(key, out var size) ? size : null;
    }

    /// <summary>The first sight of a folder without order: what is not wanted is done with from the beginning.</summary>
    private async Task<FolderCursor> BeginByKeysAsync(IMailbox mailbox, WatchedMailbox watched, CancellationToken cancellation)
    {
        var startFrom = watched.Receiving.StartFrom;
        var cursor = new FolderCursor(watched.Folder, "", startFrom == StartFrom.Date ? CursorMode.Since : CursorMode.Follow, null, null, time.GetUtcNow(), 0);
        IReadOnlyList<MessageKey> notWanted = [];
        if (startFrom == StartFrom.Now || (startFrom == StartFrom.Unread && mailbox.Abilities.HasFlag(MailboxAbilities.Marks)))
        {
            // What is unread is asked for last: a message that comes in between is then in neither list or in the second alone, and never taken for an old one.
            var there = await mailbox.ListAsync(MessageFilter.Everything, cancellation);
            var unread = startFrom == StartFrom.Unread ? (await mailbox.ListAsync(new MessageFilter(Unread: true), cancellation)).ToHashSet() : [];
            notWanted = [.. there.Where(key => !unread.Contains(key))];
        }

        await cursors.BeginAsync(
            watched.Lease, cursor, (connection, transaction) => SettledKeyTable.AddAsync(connection, transaction, watched, [.. notWanted.Select(key => (key, false))], mailbox.SizeOf), cancellation);
        return cursor;
    }
}
