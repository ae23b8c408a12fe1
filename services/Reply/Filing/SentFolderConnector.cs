using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Graph;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Reply.SystemEmails;

namespace HelpdeskMail.Reply.Filing;

/// <summary>Opens mailboxes with our own mail library.</summary>
internal sealed class SentFolderConnector(GraphServices graph, TimeProvider time) : ISentFolderConnector
{
    /// <inheritdoc/>
    public async Task<IMailbox> ConnectAsync(SystemEmailSettings email, LookIn way, Credential credential, CancellationToken cancellation) =>
        way.Protocol == ReceivingProtocol.Graph
            ? await GraphMailbox.ConnectAsync(
                graph.ClientFor(way.Server), GraphServices.TokenOf(email, credential), GraphServices.OptionsFor(way.Server, email.Sending?.Timeout ?? TimeSpan.Zero), time, cancellation)
            : await ImapMailbox.ConnectAsync(MailServers.ServerOf(way.Server), MailServers.CredentialOf(credential), time: time, cancellationToken: cancellation);
}
