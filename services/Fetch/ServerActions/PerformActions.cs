using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Watching;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.ServerActions;

/// <summary>
/// Marks, moves and deletes stored messages on the server, many in one command. What the server refuses is put off and tried again on its own; new mail
/// never waits for it. Doing one twice is harmless: a message that is gone is passed over.
/// </summary>
internal sealed partial class PerformActions(PendingActionTable pending, ILogger<PerformActions> logger)
{
    /// <summary>
    /// One message that a server will not move may make it refuse the whole command. The command is halved then, until so many refusals without a single success say that it is not about one message.
    /// </summary>
    private const int RefusalsBelieved = 7;

    /// <summary>
    /// Does what is due in the open folder. Gives the keys of what the server does only when the session is closed in good order (POP3): these stay noted until then.
    /// </summary>
    /// <exception cref="MailFailureException">The connection was lost, or the server wants to be left alone; what was not done stays noted.</exception>
    public async Task<IReadOnlyList<string>> PerformDueAsync(IMailbox mailbox, FolderState folder, WatchedMailbox watched, CancellationToken cancellation)
    {
        var onClose = new List<string>();
        var deletesOnClose = mailbox.Abilities.HasFlag(MailboxAbilities.DeletesOnClose);

        // What is listed with another size may be another message than the one that is done with: it is read first.
        var due = (await pending.FindDueAsync(watched, deletesOnClose, cancellation)).Where(action => !deletesOnClose || action.Size is null || mailbox.SizeOf(new MessageKey(action.Key)) is not { } size || size == action.Size);
        foreach (var group in due.GroupBy(action => (action.Action, action.Target)))
        {
            var countsOnClose = group.Key.Action == AfterStoring.Delete && deletesOnClose;
            var (refusals, done) = (0, 0);
            var parts = new Queue<List<string>>([group.Select(action => action.Key).ToList()]);
            while (parts.TryDequeue(out var keys))
            {
                try
                {
                    await PerformAsync(mailbox, group.Key.Action, group.Key.Target, [.. keys.Select(key => new MessageKey(key))], cancellation);
                    done++;
                    if (countsOnClose)
                    {
                        onClose.AddRange(keys);
                    }
                    else
                    {
                        await pending.DoneAsync(watched, keys, cancellation);
                    }
                }
                catch (MailFailureException exception) when (keys.Count > 1 && MayBeOneMessage(exception) && (done > 0 || ++refusals < RefusalsBelieved))
                {
                    parts.Enqueue(keys[..(keys.Count / 2)]);
                    parts.Enqueue(keys[(keys.Count / 2)..]);
                }
                catch (MailFailureException exception) when (exception is not { ConnectionLost: true, Failure.Kind: MailFailureKind.AccessTokenExpired })
                {
                    // A session that ends with its access token has refused nothing: the next one does what this one did not get to.
                    var refused = countsOnClose && !exception.ConnectionLost ? await StillListedAsync(mailbox, keys, cancellation) : keys;
                    onClose.AddRange(keys.Except(refused, StringComparer.Ordinal));
                    LogRefused(logger, watched.Settings.Address, group.Key.Action, refused.Count, folder.Name, exception.Message);
                    await pending.PostponeAsync(watched, refused, exception.Failure.ToString(), exception.Failure.RetryAfter, cancellation);
                    if (exception.ConnectionLost || WantsPause(exception.Failure))
                    {
                        throw;
                    }
                }
            }
        }

        return onClose;
    }

    /// <summary>Of messages that were to be deleted one by one, those that the server has refused: the others go with the session.</summary>
    private static async ValueTask<List<string>> StillListedAsync(IMailbox mailbox, List<string> keys, CancellationToken cancellation)
    {
        var listed = (await mailbox.ListAsync(MessageFilter.Everything, cancellation)).Select(key => key.Value).ToHashSet(StringComparer.Ordinal);
        return keys.FindAll(listed.Contains);
    }

    private static bool MayBeOneMessage(MailFailureException exception) =>
        exception is { ConnectionLost: false, Failure: { RetryAfter: null, Kind: MailFailureKind.Refused or MailFailureKind.MessageUnreadable or MailFailureKind.MessageTooLarge or MailFailureKind.FolderMissing } };

    private static bool WantsPause(MailFailure failure) => failure.RetryAfter is not null || failure.Kind is MailFailureKind.Throttled or MailFailureKind.TooManyConnections;

    private static async ValueTask PerformAsync(IMailbox mailbox, AfterStoring action, string? target, List<MessageKey> keys, CancellationToken cancellation)
    {
        switch (action)
        {
            case AfterStoring.MarkRead:
                await mailbox.MarkSeenAsync(keys, cancellation);
                break;
            case AfterStoring.Move when target is { Length: > 0 }:
                await mailbox.MoveAsync(keys, target, createIfMissing: true, cancellation);
                break;
            case AfterStoring.Delete:
                await mailbox.DeleteAsync(keys, cancellation);
                break;
            default:
                break;
        }
    }

    [LoggerMessage(EventId = 20, EventName = "mail.action_refused", Level = LogLevel.Warning, Message = "{Mailbox}: {Action} of {Count} messages in {Folder} failed and is tried again later: {Reason}")]
    private static partial void LogRefused(ILogger logger, string mailbox, AfterStoring action, int count, string folder, string reason);
}
