using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Reply.SystemEmails;

namespace HelpdeskMail.Reply.Filing;

/// <summary>Opens mailboxes with our own mail library.</summary>
internal sealed class SentFolderConnector(TimeProvider time) : ISentFolderConnector
{
    /// <inheritdoc/>
    public async Task<IMailbox> ConnectAsync(SystemEmailSettings email, Credential credential, CancellationToken cancellation) =>
        await ImapMailbox.ConnectAsync(MailServers.ServerOf(email.Receiving!.Server), MailServers.CredentialOf(credential), time: time, cancellationToken: cancellation);
}
