using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Reply.Sending;

/// <summary>Opens a place to submit to with a protocol library; the place where another library comes in, or a test's server.</summary>
internal interface ISubmissionConnector
{
    /// <summary>Connects and signs in.</summary>
    /// <exception cref="Mail.Failures.MailFailureException">The server, or the way to it, does not let us.</exception>
    Task<ISubmission> ConnectAsync(SystemEmailSettings email, Credential credential, CancellationToken cancellation);
}
