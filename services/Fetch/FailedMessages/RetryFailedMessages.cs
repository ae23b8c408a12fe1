using HelpdeskMail.Fetch.Cursors;
using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.Fetch.ServerActions;
using HelpdeskMail.Fetch.Taking;
using HelpdeskMail.Fetch.Watching;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.FailedMessages;

/// <summary>Tries the passed-over messages of the open folder again, each on its own and behind everything new.</summary>
internal sealed class RetryFailedMessages(FailedMessageTable failed, CursorTable cursors, StoreMessage store, LeaseTable leases, Announcer announcer)
{
    /// <summary>Tried in one look; the rest in the next.</summary>
    private const int MostALook = 20;

    private const string Gone = "It is no longer in the mailbox: it was moved or deleted there before it could be read.";

    /// <summary>Tries what is due; gives the number of messages that could be read.</summary>
    public async Task<int> RetryDueAsync(IMailbox mailbox, FolderState folder, WatchedMailbox watched, CancellationToken cancellation)
    {
        var read = 0;
        watched = watched with { Epoch = (await cursors.FindAsync(watched.Id, watched.Folder, cancellation))?.Epoch ?? 0 };
        for (var tried = 0; tried < MostALook && await failed.TakeDueAsync(watched, cancellation) is { } message; tried++)
        {
            var key = new MessageKey(message.Key);
            // POP3 numbers no generations, and its keys may look like anything.
            if (folder.Generation is { } present && key.TryGetImap(out var generation, out _) && generation.ToString(System.Globalization.CultureInfo.InvariantCulture) != present)
            {
                await failed.SetReasonAsync(watched, message.Key, "The server has renumbered the folder since; the message was read again under its new number.", cancellation);
                continue;
            }

            read += await RetryAsync(mailbox, watched, key, message.AnySize, cancellation) ? 1 : 0;
        }

        return read;
    }

    private async Task<bool> RetryAsync(IMailbox mailbox, WatchedMailbox watched, MessageKey key, bool anySize, CancellationToken cancellation)
    {
        SettledMessage? settled = null;
        await foreach (var fetched in mailbox.FetchAsync([key], anySize ? long.MaxValue : watched.Receiving.MaxMessageSize, cancellation))
        {
            settled = await store.SettleAsync(watched, fetched, join: false, cancellation);
        }

        if (settled?.Failure is { } reason)
        {
            await failed.SetReasonAsync(watched, key.Value, reason, cancellation);
            settled.Trace?.Dispose();
            return false;
        }

        if (settled is null)
        {
            await store.GiveUpAsync(watched, key, Gone, cancellation);
        }

        await leases.AsHolderAsync(
            watched.Lease,
            async (connection, transaction) =>
            {
                await FailedMessageTable.RemoveAsync(connection, transaction, watched, key.Value);
                if (settled is not null)
                {
                    await PendingActionTable.AddAsync(connection, transaction, watched, [key.Value]);
                }
            },
            cancellation);
        await announcer.AnnounceAsync(settled is null ? [] : [settled], cancellation);
        return settled is not null;
    }
}
