using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Mail.Examining;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Smtp;
using HelpdeskMail.OAuth.Diagnosis;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Doctor;

/// <summary>The sending side over SMTP: the way there, the sign-in, and whether mail may leave from the address. The message is begun and taken back (MAIL, RSET); nothing is sent.</summary>
internal sealed class SendingExamination(SystemEmail email, Findings findings, TimeProvider time)
{
    private static readonly string[] Steps =
        [StepKinds.NameResolved, StepKinds.Connected, StepKinds.Tls, StepKinds.SmtpAuth, StepKinds.SignedIn, StepKinds.SendingAllowed, StepKinds.SendAs];

    private ServerSettings Server => email.Sending!.Server;

    public async Task ExamineAsync(string? secret, CancellationToken cancellation)
    {
        await TryAsync(secret, cancellation);
        findings.NotReached(Steps, secret is null && !findings.Failed ? "Not tried: there is nothing to sign in with." : "Not tried, because something before it failed.");
    }

    private async Task TryAsync(string? secret, CancellationToken cancellation)
    {
        await using var submission = await new ServerExamination(email, Server, MailLanguage.Smtp, findings, time).ReachAsync<SmtpSubmission>(
            secret is null ? null : (server, log) => SmtpSubmission.ConnectAsync(server, MailOpening.Credential(email, Server, secret), log: log, time: time, cancellationToken: cancellation), cancellation);
        if (submission is null)
        {
            return;
        }

        try
        {
            var refusal = await submission.TrySenderAsync(email.Address, cancellation);
            Judge(refusal, submission.MaxMessageSize);
            await submission.CloseAsync(cancellation);
        }
        catch (MailFailureException exception)
        {
            Judge(exception.Failure, null);
        }
    }

    private void Judge(MailFailure? refusal, long? largest)
    {
        if (refusal is null)
        {
            findings.Pass(StepKinds.SendingAllowed, $"The server takes mail from {email.Address}{(largest is { } size ? $", up to {size / (1024 * 1024)} MB a message" : "")}.");
            JudgeSendAs();
        }
        else if (refusal.Kind == MailFailureKind.SendAsDenied)
        {
            findings.Pass(StepKinds.SendingAllowed, "The server takes mail, but not from this address.");
            findings.Fail(StepKinds.SendAs, refusal, ExchangeCommands.Mending(refusal.Kind, email, MailDirection.Sending));
        }
        else
        {
            var step = refusal.Kind is MailFailureKind.SubmissionOffForMailbox or MailFailureKind.SubmissionOffForTenant ? StepKinds.SmtpAuth : StepKinds.SendingAllowed;
            if (step == StepKinds.SmtpAuth)
            {
                // Some servers take the sign-in and say so only now.
                findings.Revise(step, present => present with { Outcome = Contracts.SystemEmails.Doctor.DoctorOutcome.Failed, Saw = refusal.What, Remedy = refusal.Remedy, Answer = refusal.ServerAnswer, Code = refusal.Code, Command = ExchangeCommands.Mending(refusal.Kind, email, MailDirection.Sending) });
            }
            else
            {
                findings.Fail(step, refusal, ExchangeCommands.Mending(refusal.Kind, email, MailDirection.Sending));
            }
        }
    }

    private void JudgeSendAs()
    {
        var signsInAsOther = (email.SignIn is SignInWay.AuthorizationCode && ExchangeCommands.NeedsFullAccess(email))
            || (Server.UserName is { } user && user.Contains('@', StringComparison.Ordinal) && !user.Equals(email.Address, StringComparison.OrdinalIgnoreCase));
        if (!signsInAsOther)
        {
            findings.Pass(StepKinds.SendAs, "The mailbox sends under its own address.");
        }
        else if (email.Provider is MailProvider.Microsoft365 or MailProvider.Sandbox)
        {
            findings.Warn(
                StepKinds.SendAs,
                $"{email.Account ?? Server.UserName ?? "Another account"} signs in and sends as {email.Address}. Exchange checks that only when a whole message has been handed over, which is not done here.",
                "Send a test mail once. If it is refused with «SendAsDenied», give the right by the command.",
                ExchangeCommands.SendAs(email),
                code: "send_as_untried");
        }
        else
        {
            findings.Pass(StepKinds.SendAs, $"The server takes {email.Address} as the sender from {Server.UserName}.");
        }
    }
}
