using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.Mailboxes;

/// <summary>Opens a mailbox with a protocol library; the place where another library comes in, or a test's mailbox.</summary>
internal interface IMailboxConnector
{
    /// <summary>Connects and signs in.</summary>
    /// <exception cref="Mail.Failures.MailFailureException">The server, or the way to it, does not let us.</exception>
    Task<IMailbox> ConnectAsync(SystemEmailSettings email, Credential credential, CancellationToken cancellation);
}
