using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.Connecting;

/// <summary>Opens a mailbox with a protocol library; the place where another library comes in, or a test's mailbox.</summary>
internal interface IMailboxConnector
{
    /// <summary>Waits for a place at the mailbox's server, as long as that takes; null where there is no limit.</summary>
    /// <param name="email">The system email.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<ServerPlace?> EnterAsync(SystemEmailSettings email, CancellationToken cancellation);

    /// <summary>Connects and signs in.</summary>
    /// <param name="email">The system email.</param>
    /// <param name="place">What <see cref="EnterAsync"/> gave; stays the caller's.</param>
    /// <param name="credential">What the server is shown.</param>
    /// <param name="log">Takes the conversation down.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="Mail.Failures.MailFailureException">The server, or the way to it, does not let us.</exception>
    Task<IMailbox> ConnectAsync(SystemEmailSettings email, ServerPlace? place, Credential credential, IProtocolLog log, CancellationToken cancellation);
}
