using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.FailedMessages;
using HelpdeskMail.Fetch.ServerActions;
using HelpdeskMail.Fetch.Taking;
using HelpdeskMail.Fetch.Watching;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.Mailboxes;

/// <summary>One connection to a mailbox: looks at once, then whenever the server says that something changed, the interval has passed, or somebody asks.</summary>
internal sealed class MailboxSession(
    TakeNewMessages newMessages, RetryFailedMessages failedMessages, FailedMessageTable failed, PerformActions actions, PendingActionTable pending, MailboxStateTable states, TimeProvider time)
{
    /// <summary>A session ends so long before its access token, since servers cut it off at that moment; a token of a short life is used for most of it.</summary>
    private static readonly TimeSpan BeforeExpiry = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Works until the access token nears its end, or, where the server cannot tell of changes, for one look. Gives the pause until the next session; zero to go on at once.
    /// </summary>
    public async Task<TimeSpan> RunAsync(IMailbox mailbox, WatchedMailbox watched, DateTimeOffset? credentialEnds, WakeUp wakeUp, Func<MailboxProblem?, Task> observe, CancellationToken cancellation)
    {
        var folder = await mailbox.OpenFolderAsync(watched.Folder, readOnly: false, cancellation);
        var end = credentialEnds - Shorter(BeforeExpiry, (credentialEnds - time.GetUtcNow()) / 4);
        while (true)
        {
            var woken = wakeUp.Arm();
            await LookAsync(mailbox, folder, watched, observe, cancellation);
            var pause = await PauseAsync(watched, end, cancellation);
            if (pause <= TimeSpan.Zero || !mailbox.Abilities.HasFlag(MailboxAbilities.Waiting))
            {
                await mailbox.CloseAsync(cancellation);
                return pause > TimeSpan.Zero ? pause : TimeSpan.Zero;
            }

            using var ended = CancellationTokenSource.CreateLinkedTokenSource(woken, cancellation);
            await mailbox.WaitForChangeAsync(pause, ended.Token);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private async Task LookAsync(IMailbox mailbox, FolderState folder, WatchedMailbox watched, Func<MailboxProblem?, Task> observe, CancellationToken cancellation)
    {
        await actions.PerformDueAsync(mailbox, folder, watched, cancellation);
        var stored = await newMessages.TakeAsync(mailbox, folder, watched, cancellation);
        stored += await failedMessages.RetryDueAsync(mailbox, folder, watched, cancellation);
        await actions.PerformDueAsync(mailbox, folder, watched, cancellation);
        await states.SucceededAsync(watched, stored, cancellation);
        await observe(await ActionProblemAsync(watched, cancellation));
    }

    private async Task<MailboxProblem?> ActionProblemAsync(WatchedMailbox watched, CancellationToken cancellation)
    {
        var (count, reason) = await pending.FindTroubleAsync(watched, cancellation);
        return count == 0
            ? null
            : new MailboxProblem(
                "after_storing_failed",
                $"Mail is fetched, but the server refused to mark, move or delete {count} messages that are stored here.",
                $"Check the folder and the mailbox's rights under «after storing»; it is tried again by itself. {reason}",
                ServerAnswer: null,
                RetryAt: await failed.NextDueAsync(watched, cancellation));
    }

    private async Task<TimeSpan> PauseAsync(WatchedMailbox watched, DateTimeOffset? end, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var until = now + watched.Receiving.PollInterval;
        if (await failed.NextDueAsync(watched, cancellation) is { } due && due < until)
        {
            until = due > now + ShortestWait ? due : now + ShortestWait;
        }

        return end < until ? end.Value - now : until - now;
    }

    private static TimeSpan? Shorter(TimeSpan one, TimeSpan? other) => other < one ? other : one;
}
