using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.Connecting;

/// <summary>Opens a mailbox with a protocol library; the place where another library comes in, or a test's mailbox.</summary>
internal interface IMailboxConnector
{
    /// <summary>Connects and signs in.</summary>
    /// <param name="email">The system email.</param>
    /// <param name="credential">What the server is shown.</param>
    /// <param name="log">Takes the conversation down.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="Mail.Failures.MailFailureException">The server, or the way to it, does not let us.</exception>
    Task<IMailbox> ConnectAsync(SystemEmailSettings email, Credential credential, IProtocolLog log, CancellationToken cancellation);
}
