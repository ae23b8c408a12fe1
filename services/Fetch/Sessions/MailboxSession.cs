using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Cursors;
using HelpdeskMail.Fetch.FailedMessages;
using HelpdeskMail.Fetch.Mailboxes;
using HelpdeskMail.Fetch.Notifications;
using HelpdeskMail.Fetch.Observing;
using HelpdeskMail.Fetch.ServerActions;
using HelpdeskMail.Fetch.Taking;
using HelpdeskMail.Fetch.Watching;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.Sessions;

/// <summary>One connection to a mailbox: looks into its folders at once, then whenever the server says that something changed, the pause is over, or somebody asks.</summary>
internal sealed class MailboxSession(
    TakeNewMessages newMessages,
    RetryFailedMessages failedMessages,
    FailedMessageTable failed,
    PerformActions actions,
    PendingActionTable pending,
    SettledKeyTable settledKeys,
    MailboxStateTable states,
    SessionLogTable logs,
    KeepSubscriptions subscriptions,
    TimeProvider time)
{
    /// <summary>A session ends so long before its access token, since servers cut it off at that moment; a token of a short life is used for most of it.</summary>
    private static readonly TimeSpan BeforeExpiry = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WithoutExpiry = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Works until the access token nears its end, or, where the server cannot tell of changes, for one look. Gives the pause until the next session; zero to go on at once.
    /// </summary>
    public async Task<TimeSpan> RunAsync(SessionWork work, CancellationToken cancellation)
    {
        var (began, lasts) = (time.GetTimestamp(), Length(work.CredentialEnds - time.GetUtcNow()));
        var (open, unasked) = (default(FolderState), false);
        await failed.AskForFittingAsync(work.Watched, cancellation);
        while (true)
        {
            var woken = work.WakeUp.Arm();
            var look = new Look();

            // The first folder comes last: the connection then waits in it, and misses nothing in between.
            foreach (var name in work.Folders.Reverse())
            {
                open = open is not null && work.Folders.Count == 1 ? open : await OpenAsync(work, name, look, cancellation);
                if (open is not null)
                {
                    await LookAsync(work.Mailbox, open, work.Watched.In(name), look, cancellation);

                    // More has come by the next look: where the folder ended when it was opened then no longer says whether its numbers have begun anew.
                    open = open with { EndIsGuessed = true };
                }
            }

            // One whose place others want is looked into from time to time, as one is whose server cannot tell of changes.
            var waits = open is not null && work.Mailbox.Abilities.HasFlag(MailboxAbilities.Waiting) && work.Place?.MakesRoom() is not true;
            var whole = await work.Observe(look.Problem);
            await states.SucceededAsync(work.Watched, look.Stored, look.Lag, whole, cancellation);
            await logs.WriteAsync(work.Log, cancellation);

            var told = waits && work.Folders.Count == 1;
            var until = told ? work.Poll.NextWhereTold(missed: unasked && look.Stored > 0, unasked)
                : await subscriptions.KeepAsync(work.Mailbox, work.Watched, work.Folders, cancellation) ? work.Poll.NextWhereTold(missed: false, unasked: look.Stored == 0)
                : work.Poll.Next(look.Stored > 0);
            var pause = Shortest(until, look.Due, lasts - time.GetElapsedTime(began));
            if (pause <= TimeSpan.Zero || !waits)
            {
                await CloseAsync(work.Mailbox, look, cancellation);
                pause = Shortest(until, look.Due, lasts - time.GetElapsedTime(began));
                return pause > TimeSpan.Zero ? pause : TimeSpan.Zero;
            }

            using var ended = CancellationTokenSource.CreateLinkedTokenSource(woken, cancellation);
            var wasTold = await work.Mailbox.WaitForChangeAsync(pause, ended.Token);
            unasked = !wasTold && !woken.IsCancellationRequested;

            // A folder that somebody renames or removes stays open under this connection, and nothing comes into it any more: a look of our own is one into whatever has its name by now.
            open = wasTold ? open : null;
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Opens a folder; null when it cannot be opened and there are others to look into, which one that was renamed, removed or closed to us must not keep from being read.</summary>
    private async ValueTask<FolderState?> OpenAsync(SessionWork work, string name, Look look, CancellationToken cancellation)
    {
        try
        {
            return await work.Mailbox.OpenFolderAsync(name, readOnly: false, cancellation);
        }
        catch (MailFailureException exception) when (work.Folders.Count > 1 && exception is { ConnectionLost: false, Failure: { RetryAfter: null, Kind: var kind } } && IsOfTheFolder(kind))
        {
            var failure = Interruption.Of(exception);
            look.Problem = new MailboxProblem(
                failure.Code, $"The folder «{name}» cannot be read, the others are. {failure.What}", failure.Remedy, failure.ServerAnswer, RetryAt: time.GetUtcNow() + work.Watched.Receiving.PollInterval);
            return null;
        }
    }

    private static bool IsOfTheFolder(MailFailureKind kind) => kind is
        MailFailureKind.FolderMissing or MailFailureKind.PermissionMissing or MailFailureKind.NotSupported or MailFailureKind.Refused;

    private async Task LookAsync(IMailbox mailbox, FolderState folder, WatchedMailbox watched, Look look, CancellationToken cancellation)
    {
        // New mail comes first: what a server refuses to mark or move, or wants to be asked for later, delays none of it.
        var due = await failed.NextDueAsync(watched, cancellation);
        var taken = await newMessages.TakeAsync(mailbox, folder, watched, cancellation);
        look.CountOnClose(watched, taken.CountOnClose);
        if (due <= TimeSpan.Zero)
        {
            look.Stored += await failedMessages.RetryDueAsync(mailbox, folder, watched, cancellation);
            look.CountOnClose(watched, await actions.PerformDueAsync(mailbox, folder, watched, cancellation));
        }

        look.Stored += taken.Stored;
        look.Lag = taken.Lag ?? look.Lag;
        if (due is not null || taken.Settled > 0)
        {
            look.DueIn(await failed.NextDueAsync(watched, cancellation));
            look.Problem ??= await ActionProblemAsync(watched, cancellation);
        }
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
                RetryAt: time.GetUtcNow() + await failed.NextDueAsync(watched, cancellation));
    }

    /// <summary>
    /// Where deletions count only once the server has answered the good-bye, they are done with only then. Whether one was carried out whose answer did not come is not known: before the good-bye it
    /// is noted that what is listed under these keys from now on has to be read before it may be deleted.
    /// </summary>
    private async Task CloseAsync(IMailbox mailbox, Look look, CancellationToken cancellation)
    {
        foreach (var (watched, keys) in look.OnClose)
        {
            await settledKeys.DeletingAsync(watched, keys, cancellation);
        }

        try
        {
            await mailbox.CloseAsync(cancellation);
        }
        catch (MailFailureException exception)
        {
            foreach (var (watched, keys) in look.OnClose)
            {
                await pending.PostponeAsync(watched, keys, exception.Failure.ToString(), exception.Failure.RetryAfter, cancellation);
            }

            if (look.OnClose.Count > 0)
            {
                throw;
            }

            // Nothing hangs on the answer: servers that never give one lose no more than that.
            return;
        }

        foreach (var (watched, keys) in look.OnClose)
        {
            await pending.DoneAsync(watched, keys, cancellation);
            look.DueAnew(await failed.NextDueAsync(watched, cancellation));
        }
    }

    private static TimeSpan Shortest(TimeSpan pause, TimeSpan? due, TimeSpan? left)
    {
        var shortest = due < pause ? (due > ShortestWait ? due.Value : ShortestWait) : pause;
        return left < shortest ? left.Value : shortest;
    }

    /// <summary>How long a session lasts whose credential ends after so long. One that seems to be at its end already was made by another clock than ours, and is used all the same.</summary>
    private static TimeSpan? Length(TimeSpan? left) =>
        left is not { } known ? null : known <= TimeSpan.Zero ? WithoutExpiry : known - (BeforeExpiry < known / 4 ? BeforeExpiry : known / 4);

    /// <summary>What a look into all folders has brought.</summary>
    private sealed class Look
    {
        public int Stored { get; set; }

        public TimeSpan? Lag { get; set; }

        public MailboxProblem? Problem { get; set; }

        public TimeSpan? Due { get; private set; }

        public List<(WatchedMailbox Watched, IReadOnlyList<string> Keys)> OnClose { get; } = [];

        public void DueIn(TimeSpan? time) => Due = Due is null || time < Due ? time ?? Due : Due;

        /// <summary>In the only folder of a server that deletes on close.</summary>
        public void DueAnew(TimeSpan? time) => Due = time;

        public void CountOnClose(WatchedMailbox watched, IReadOnlyList<string> keys)
        {
            if (keys.Count > 0)
            {
                OnClose.Add((watched, keys));
            }
        }
    }
}
