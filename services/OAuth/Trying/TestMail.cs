using System.Globalization;
using System.Net.Mail;
using System.Text;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Graph;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Mail.Smtp;
using HelpdeskMail.OAuth.Diagnosis;
using HelpdeskMail.OAuth.Explanations;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;
using HelpdeskMail.OAuth.Tokens;

namespace HelpdeskMail.OAuth.Trying;

/// <summary>Sends one short mail with settings that are not saved yet: the only proof that the address may be sent from.</summary>
public sealed class TestMail(SignInClients clients, SecretSeal seal, IHttpClientFactory http, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    /// <summary>Sends it; what went wrong, or null.</summary>
    /// <param name="email">The settings.</param>
    /// <param name="to">One bare address.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<TrialFailure?> SendAsync(SystemEmail email, string to, CancellationToken cancellation)
    {
        if (!MailAddress.TryCreate(to, out var recipient) || recipient.Address != to || to.Any(letter => letter is <= ' ' or > '~'))
        {
            return new TrialFailure("test_address", $"«{to}» is no address a test mail can go to.", "Fill in one bare address, such as your own.", null, "testMailTo");
        }

        var (secret, refused) = await SecretAsync(email, cancellation);
        if (secret is null)
        {
            return refused;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(email.Sending!.Timeout < LongestWait ? email.Sending.Timeout : LongestWait);
        try
        {
            return await SubmitAsync(email, secret, to, limit.Token) switch
            {
                SubmissionResult.Accepted { Recipients: var answers } when answers.FirstOrDefault(answer => !answer.Accepted) is { } no =>
                    new TrialFailure("test_mail_refused", $"The server takes mail from {email.Address}, but not for {to}.", "Try another address for the test mail.", no.Text, "testMailTo"),
                SubmissionResult.Accepted => null,
                SubmissionResult.Refused { Failure: var failure } => Failure(failure),
                SubmissionResult.NotSent { Failure: var failure } => Failure(failure),
                SubmissionResult.Unknown { Failure: var failure } => Failure(failure),
                _ => throw new InvalidOperationException("A result of a new kind."),
            };
        }
        catch (MailFailureException exception)
        {
            return Failure(exception.Failure);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new TrialFailure("test_mail_timeout", "The test mail was not taken in time.", "Raise the timeout, or look at what the server is busy with.", null, "sending.timeout");
        }
    }

    private static TrialFailure Failure(MailFailure failure) => new(failure.Code, $"The test mail could not be sent. {failure.What}", failure.Remedy, failure.ServerAnswer, "address");

    private async Task<SubmissionResult> SubmitAsync(SystemEmail email, string secret, string to, CancellationToken cancellation)
    {
        var server = email.Sending!.Server;
        var credential = MailOpening.Credential(email, server, secret);
        var message = MessageContent.Of(Encoding.UTF8.GetBytes(Compose(email, to)));
        var envelope = Envelope.Of(email.Address, to);
        if (email.Sending.Protocol == SendingProtocol.Graph)
        {
            using var client = http.CreateClient(MailOpening.ClientName);
            await using var graph = GraphSubmission.Open(client, (MailCredential.AccessToken)credential, MailOpening.Graph(server), time);
            return await graph.SubmitAsync(envelope, message, cancellation);
        }

        await using var submission = await SmtpSubmission.ConnectAsync(TrialServer.Of(server, MailOpening.Timeouts), credential, cancellationToken: cancellation);
        var result = await submission.SubmitAsync(envelope, message, cancellation);
        await submission.CloseAsync(cancellation);
        return result;
    }

    private async Task<(string? Secret, TrialFailure? Refused)> SecretAsync(SystemEmail email, CancellationToken cancellation)
    {
        if (email.SignIn == SignInWay.Password)
        {
            return seal.TryOpenText(SealedUse.Password, email.Id, email.Password!) is { } password ? (password, null)
                : (null, new TrialFailure(UnreadableSecret.Explanation.Code, UnreadableSecret.Explanation.What, UnreadableSecret.Explanation.Remedy, null, "password"));
        }

        var profile = TokenProfiles.For(email, CredentialPurpose.Send)!;
        return await clients.AskAsync(email, profile, null, null, cancellation) switch
        {
            SignInAnswer.Granted granted => (granted.AccessToken, null),
            SignInAnswer.Refused refused => (null, new TrialFailure(refused.Explanation.Code, refused.Explanation.What, refused.Explanation.Remedy, refused.ProviderAnswer, "application.clientSecret")),
            _ => throw new InvalidOperationException("An answer of a new kind."),
        };
    }

    private string Compose(SystemEmail email, string to) => string.Join("\r\n",
        $"From: {email.Address}",
        $"To: {to}",
        $"Date: {time.GetUtcNow().ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} +0000",
        $"Message-ID: <{Guid.NewGuid():N}@{email.Address[(email.Address.LastIndexOf('@') + 1)..]}>",
        "Subject: Test mail of HelpdeskMail",
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        "This mail was sent to try the settings of a system email. Nothing has to be done.",
        "");
}
