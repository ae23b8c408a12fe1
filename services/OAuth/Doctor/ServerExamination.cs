using System.Net;
using System.Net.Sockets;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Examining;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.OAuth.Diagnosis;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Doctor;

/// <summary>The way to a mail server up to the sign-in: name, connection, TLS. Without anything to show it goes as far as TLS.</summary>
internal sealed class ServerExamination(SystemEmail email, ServerSettings settings, MailLanguage language, Findings findings, TimeProvider time)
{
    /// <summary>Renewals are late by now: authorities that renew by themselves do so with a third of the life left.</summary>
    private static readonly TimeSpan EndsSoon = TimeSpan.FromDays(14);

    /// <summary>Opens a connection by <paramref name="signIn"/>, or only looks when there is nothing to sign in with.</summary>
    /// <returns>The signed-in connection; null when it did not come to that, which the findings then explain.</returns>
    public async Task<T?> ReachAsync<T>(Func<MailServer, IProtocolLog, Task<T>>? signIn, CancellationToken cancellation)
        where T : class
    {
        if (!await ResolveAsync(cancellation))
        {
            return null;
        }

        var log = new WatchLog();
        try
        {
            var server = TrialServer.Of(settings, MailOpening.Timeouts);
            if (signIn is null)
            {
                await ServerReach.TryAsync(server, language, log, time, cancellation);
                PassConnection(log);
                return null;
            }

            var opened = await signIn(server, log);
            PassConnection(log);
            if (language == MailLanguage.Smtp)
            {
                findings.Pass(StepKinds.SmtpAuth, "The server takes sign-ins by SMTP for this mailbox.");
            }

            findings.Pass(StepKinds.SignedIn, $"The server has taken the {(settings.SignIn == SignInMethod.AccessToken ? "access token" : "password")} for {settings.UserName ?? email.Address}.");
            return opened;
        }
        catch (MailFailureException exception)
        {
            Explain(exception.Failure, log);
            return null;
        }
    }

    private async Task<bool> ResolveAsync(CancellationToken cancellation)
    {
        if (IPAddress.TryParse(settings.Host, out _))
        {
            findings.Pass(StepKinds.NameResolved, $"{settings.Host} is an address.");
            return true;
        }

        try
        {
            var addresses = await Dns.GetHostAddressesAsync(settings.Host, cancellation);
            if (addresses.Length > 0)
            {
                findings.Pass(StepKinds.NameResolved, $"{settings.Host} is {string.Join(", ", addresses.Take(6).Select(address => address.ToString()))}.");
                return true;
            }
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            // Said below.
        }

        findings.Fail(
            StepKinds.NameResolved,
            $"The host name {settings.Host} has no address.",
            "Check the server name for a typing error; if it is right, ask whoever runs the network here whether its name service works.",
            code: "cannot_resolve");
        return false;
    }

    private void PassConnection(WatchLog log)
    {
        findings.Pass(StepKinds.Connected, $"{log.EndPoint} answers.");
        PassProtection(log);
    }

    private void PassProtection(WatchLog log)
    {
        if (log.Shown is not { } shown)
        {
            findings.Pass(StepKinds.Tls, "None, as set: the server is on this machine.");
            return;
        }

        var way = settings.Security == ConnectionSecurity.StartTls ? "by STARTTLS" : "from the first byte";
        var saw = $"{shown.Version} {way}; {Certificate(shown)}.";
        if (shown.NotAfter - time.GetUtcNow() < EndsSoon)
        {
            findings.Warn(StepKinds.Tls, $"The certificate ends on {Moment.Day(shown.NotAfter)}. {saw}", "The server's administrator has to renew it before that day.", code: "certificate_ends_soon");
        }
        else
        {
            findings.Pass(StepKinds.Tls, saw);
        }
    }

    private static string Certificate(TlsFacts shown) =>
        $"certificate for {string.Join(", ", shown.Names.Take(4))}{(shown.Names.Count > 4 ? $" and {shown.Names.Count - 4} more" : "")} by {shown.Issuer}, until {Moment.Day(shown.NotAfter)}"
        + (shown.Chain.Count > 1 ? $", chain {string.Join(" ← ", shown.Chain)}" : "");

    private void Explain(MailFailure failure, WatchLog log)
    {
        var step = Step(failure, log);
        if (step != StepKinds.Connected)
        {
            findings.Pass(StepKinds.Connected, $"{log.EndPoint} answers.");
            if (step != StepKinds.Tls)
            {
                PassProtection(log);
            }
        }

        if (step == StepKinds.MailboxOpened)
        {
            findings.Pass(StepKinds.SignedIn, "The server has taken the sign-in.");
        }

        var saw = step == StepKinds.Tls && log.Shown is { } shown ? $"{failure.What} It showed: {Certificate(shown)}." : failure.What;
        var command = ExchangeCommands.Mending(failure.Kind, email, findings.Direction!.Value);
        if (failure is { IsTransient: true, Mender: FailureMender.Retry } && step is StepKinds.SignedIn or StepKinds.MailboxOpened)
        {
            findings.Warn(step, saw, failure.Remedy, command, failure.ServerAnswer, failure.Code);
        }
        else
        {
            findings.Fail(step, saw, failure.Remedy, command, failure.ServerAnswer, failure.Code);
        }
    }

    /// <summary>Which step a failure belongs to.</summary>
    private string Step(MailFailure failure, WatchLog log) => failure.Kind switch
    {
        _ when log.EndPoint is null => StepKinds.Connected,
        MailFailureKind.TlsNotOffered or MailFailureKind.TlsHandshakeFailed or MailFailureKind.TlsInjection
            or MailFailureKind.CertificateUntrusted or MailFailureKind.CertificateExpired or MailFailureKind.CertificateNotYetValid
            or MailFailureKind.CertificateWrongHost or MailFailureKind.CertificateInvalid or MailFailureKind.CertificateNotPinned
            or MailFailureKind.PlaintextForbidden => StepKinds.Tls,
        _ when settings.Security == ConnectionSecurity.Tls && log.Shown is null => StepKinds.Tls,
        _ when !log.ServerSpoke => StepKinds.Connected,
        MailFailureKind.MailboxNotConnected or MailFailureKind.MailboxInUse => StepKinds.MailboxOpened,
        MailFailureKind.SubmissionOffForMailbox or MailFailureKind.SubmissionOffForTenant or MailFailureKind.PasswordsNoLongerTaken when language == MailLanguage.Smtp => StepKinds.SmtpAuth,
        MailFailureKind.NoCommonMechanism when language == MailLanguage.Smtp => StepKinds.SmtpAuth,
        MailFailureKind.ProtocolViolation when log.Shown is null && settings.Security != ConnectionSecurity.Tls => StepKinds.Connected,
        _ => StepKinds.SignedIn,
    };
}
