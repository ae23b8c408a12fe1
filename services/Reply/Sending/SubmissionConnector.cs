using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Mail.Smtp;
using HelpdeskMail.Reply.SystemEmails;

namespace HelpdeskMail.Reply.Sending;

/// <summary>Submits with our own mail library.</summary>
internal sealed class SubmissionConnector(TimeProvider time) : ISubmissionConnector
{
    /// <inheritdoc/>
    /// <exception cref="MailboxTroubleException">The settings name a protocol that is not sent by here, or a certificate that cannot be read.</exception>
    public async Task<ISubmission> ConnectAsync(SystemEmailSettings email, Credential credential, CancellationToken cancellation)
    {
        var sending = email.Sending!;
        if (sending.Protocol != SendingProtocol.Smtp)
        {
            throw new MailboxTroubleException("protocol_not_supported", $"Mail cannot be sent by {sending.Protocol} yet.", "Choose SMTP for this system email.", isTransient: false);
        }

        var server = MailServers.ServerOf(sending.Server);
        server = server with { Timeouts = server.Timeouts with { Command = sending.Timeout > TimeSpan.Zero ? sending.Timeout : server.Timeouts.Command } };
        return await SmtpSubmission.ConnectAsync(server, MailServers.CredentialOf(credential), time: time, cancellationToken: cancellation);
    }
}
