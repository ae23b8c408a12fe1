using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Connecting;
using HelpdeskMail.Fetch.Mailboxes;
using HelpdeskMail.Fetch.Polling;
using HelpdeskMail.Fetch.Watching;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.Sessions;

/// <summary>What one session at a mailbox works with.</summary>
/// <param name="Mailbox">The connection.</param>
/// <param name="Place">Its place at the server; null where there is no limit.</param>
/// <param name="Watched">The mailbox.</param>
/// <param name="Folders">Its folders this connection looks into.</param>
/// <param name="CredentialEnds">When the credential it was opened with ends; null for never.</param>
/// <param name="WakeUp">Ends its waits.</param>
/// <param name="Poll">The pauses between its looks.</param>
/// <param name="Log">Takes its conversation down.</param>
/// <param name="Observe">Told after each look that went well, with what is amiss all the same; gives what is amiss with the mailbox as a whole.</param>
internal sealed record SessionWork(
    IMailbox Mailbox,
    ServerPlace? Place,
    WatchedMailbox Watched,
    IReadOnlyList<string> Folders,
    DateTimeOffset? CredentialEnds,
    WakeUp WakeUp,
    PollPause Poll,
    SessionLog Log,
    Func<MailboxProblem?, Task<MailboxProblem?>> Observe);
