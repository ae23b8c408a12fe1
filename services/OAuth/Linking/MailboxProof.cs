using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.OAuth.Diagnosis;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Linking;

/// <summary>Proves with a token that has just been given that whoever signed in may open the mailbox, by opening it.</summary>
public sealed class MailboxProof(MailOpening opening)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(45);

    /// <summary>Failures that say nothing of the right to open the mailbox: the server, or the way to it.</summary>
    private static readonly MailFailureKind[] SayNothing =
    [
        MailFailureKind.CannotResolve, MailFailureKind.CannotConnect, MailFailureKind.TimedOut, MailFailureKind.TlsNotOffered, MailFailureKind.TlsHandshakeFailed, MailFailureKind.TlsInjection,
        MailFailureKind.CertificateUntrusted, MailFailureKind.CertificateExpired, MailFailureKind.CertificateNotYetValid, MailFailureKind.CertificateWrongHost, MailFailureKind.CertificateInvalid,
        MailFailureKind.CertificateNotPinned, MailFailureKind.PlaintextForbidden, MailFailureKind.Throttled, MailFailureKind.TooManyConnections, MailFailureKind.ServerUnavailable, MailFailureKind.ServerClosed,
        MailFailureKind.ProtocolViolation, MailFailureKind.MailboxInUse, MailFailureKind.FolderMissing,
    ];

    /// <summary>Opens the side the token is for: reading where the mailbox is read, else sending.</summary>
    public async Task<ProofResult> TryAsync(SystemEmail email, string accessToken)
    {
        using var limit = new CancellationTokenSource(Longest);
        try
        {
            if (email.Receiving is not null)
            {
                return new ProofResult.Opened(await opening.OpenReceivingAsync(email, accessToken, null, limit.Token));
            }

            return email.Sending!.Protocol == SendingProtocol.Graph
                ? new ProofResult.Unknown("Microsoft Graph has no way to try sending without sending.")
                : new ProofResult.Opened(await opening.OpenSendingAsync(email, accessToken, null, limit.Token));
        }
        catch (MailFailureException exception) when (SayNothing.Contains(exception.Failure.Kind))
        {
            return new ProofResult.Unknown(exception.Failure.What);
        }
        catch (MailFailureException exception)
        {
            return new ProofResult.Refused(exception.Failure);
        }
        catch (OperationCanceledException)
        {
            return new ProofResult.Unknown("The mail server did not answer in time.");
        }
    }
}
