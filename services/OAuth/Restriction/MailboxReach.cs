using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Graph;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Pop3;
using HelpdeskMail.Mail.Smtp;
using HelpdeskMail.OAuth.Diagnosis;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Restriction;

/// <summary>Opens a mailbox with an application's token, as far as the first thing the server would not do for a stranger, and leaves.</summary>
public sealed class MailboxReach(IHttpClientFactory clients, TimeProvider time)
{
    /// <summary>True: it opens. False: the server says that this application may not. Null: something else stood in the way.</summary>
    internal async Task<(bool? Opens, string Saw)> TryAsync(SystemEmail email, string mailbox, string token, CancellationToken cancellation)
    {
        if (SendsByGraphAlone(email))
        {
            return (null, $"{mailbox} was not tried: Microsoft Graph has no way to try sending without sending.");
        }

        try
        {
            await OpenAsync(email, new MailCredential.AccessToken(mailbox, token), cancellation);
            return (true, $"{mailbox} opens.");
        }
        catch (MailFailureException exception)
        {
            var failure = exception.Failure;
            var denied = failure.Kind is MailFailureKind.PermissionMissing or MailFailureKind.AccessTokenRefused
                || (failure.Kind == MailFailureKind.MailboxNotConnected && email.Receiving?.Protocol != ReceivingProtocol.Graph);
            return (denied ? false : null, $"{mailbox} does not open: {failure.What}{(failure.ServerAnswer is { } answer ? $" ({answer})" : "")}");
        }
    }

    /// <summary>Whether there is nothing that could be opened: permission to send lets nobody in.</summary>
    internal static bool SendsByGraphAlone(SystemEmail email) => email is { Receiving: null, Sending.Protocol: SendingProtocol.Graph };

    private async Task OpenAsync(SystemEmail email, MailCredential.AccessToken credential, CancellationToken cancellation)
    {
        switch (email.Receiving)
        {
            case { Protocol: ReceivingProtocol.Graph } graph:
                await using (await GraphMailbox.ConnectAsync(clients.CreateClient(MailOpening.ClientName), credential, MailOpening.Graph(graph.Server), time, cancellation))
                {
                    return;
                }

            case { Protocol: ReceivingProtocol.Pop3 } pop3:
                await using (await Pop3Mailbox.ConnectAsync(TrialServer.Of(pop3.Server, MailOpening.Timeouts), credential, time: time, cancellationToken: cancellation))
                {
                    return;
                }

            case { } imap:
                await using (var mailbox = await ImapMailbox.ConnectAsync(TrialServer.Of(imap.Server, MailOpening.Timeouts), credential, time: time, cancellationToken: cancellation))
                {
                    await mailbox.OpenFolderAsync("INBOX", readOnly: true, cancellation);
                    return;
                }

            default:
                await using (await SmtpSubmission.ConnectAsync(TrialServer.Of(email.Sending!.Server, MailOpening.Timeouts), credential, time: time, cancellationToken: cancellation))
                {
                    return;
                }
        }
    }
}
