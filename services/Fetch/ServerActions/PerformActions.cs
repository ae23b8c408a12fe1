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
    /// Does what is due in the open folder. Gives the keys of what the server does only when the session is closed in good order (POP3): these stay noted until then.
    /// </summary>
    /// <exception cref="MailFailureException">The connection was lost; what was not done stays noted.</exception>
    public async Task<IReadOnlyList<string>> PerformDueAsync(IMailbox mailbox, FolderState folder, WatchedMailbox watched, CancellationToken cancellation)
    {
        var onClose = new List<string>();
        foreach (var group in (await pending.FindDueAsync(watched, cancellation)).GroupBy(action => (action.Action, action.Target)))
        {
            var keys = group.Select(action => action.Key).ToList();
            try
            {
                await PerformAsync(mailbox, group.Key.Action, group.Key.Target, [.. keys.Select(key => new MessageKey(key))], cancellation);
                if (group.Key.Action == AfterStoring.Delete && mailbox.Abilities.HasFlag(MailboxAbilities.DeletesOnClose))
                {
                    onClose.AddRange(keys);
                }
                else
                {
                    await pending.DoneAsync(watched, keys, cancellation);
                }
            }
            catch (MailFailureException exception)
            {
                LogRefused(logger, watched.Settings.Address, group.Key.Action, keys.Count, folder.Name, exception.Message);
                await pending.PostponeAsync(watched, keys, exception.Failure.ToString(), cancellation);
                if (exception.ConnectionLost)
                {
                    throw;
                }
            }
        }

        return onClose;
    }

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
