using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Reply.Sending;

/// <summary>Opens a place to submit to with a protocol library; the place where another library comes in, or a test's server.</summary>
internal interface ISubmissionConnector
{
    /// <summary>Connects and signs in.</summary>
    /// <param name="email">The mailbox to send from.</param>
    /// <param name="way">The way out: the one that is set, or the other one.</param>
    /// <param name="credential">What the server is shown.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="Mail.Failures.MailFailureException">The server, or the way to it, does not let us.</exception>
    Task<ISubmission> ConnectAsync(SystemEmailSettings email, SendingSettings way, Credential credential, CancellationToken cancellation);
}
