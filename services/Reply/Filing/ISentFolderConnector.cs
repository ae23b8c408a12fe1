using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Reply.Filing;

/// <summary>Opens the mailbox of a system email to look into its Sent folder.</summary>
internal interface ISentFolderConnector
{
    /// <summary>Connects and signs in.</summary>
    /// <exception cref="Mail.Failures.MailFailureException">The server, or the way to it, does not let us.</exception>
    Task<IMailbox> ConnectAsync(SystemEmailSettings email, LookIn way, Credential credential, CancellationToken cancellation);
}
