using System.Net.Sockets;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Graph;
using HelpdeskMail.OAuth.Diagnosis;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Doctor;

/// <summary>
/// Either side over Microsoft Graph. Reading is tried by opening the folders. Sending cannot be tried without sending, so there the token's permissions are all that can be looked at.
/// </summary>
public sealed class GraphExamination(IHttpClientFactory clients, IdentityHosts hosts, TimeProvider time)
{
    private static readonly string[] ReceivingSteps =
        [StepKinds.NameResolved, StepKinds.Connected, StepKinds.SignedIn, StepKinds.MailboxOpened, StepKinds.FolderFound, StepKinds.Rights];

    private static readonly string[] SendingSteps = [StepKinds.NameResolved, StepKinds.Connected, StepKinds.SendingAllowed, StepKinds.SendAs];

    internal async Task ExamineReceivingAsync(SystemEmail email, string? token, Findings findings, CancellationToken cancellation)
    {
        var settings = email.Receiving!;
        if (await ReachAsync(settings.Server, findings, cancellation) && token is not null)
        {
            try
            {
                await OpenAsync(email, settings, token, findings, cancellation);
            }
            catch (MailFailureException exception)
            {
                Explain(exception.Failure, email, findings);
            }
        }

        NotReached(ReceivingSteps, token, findings);
    }

    internal async Task ExamineSendingAsync(SystemEmail email, string? token, Findings findings, CancellationToken cancellation)
    {
        if (await ReachAsync(email.Sending!.Server, findings, cancellation) && token is not null)
        {
            var facts = TokenFacts.Read(token);
            if (facts is null || facts.Scopes.Concat(facts.Roles).Any(permission => permission.StartsWith("Mail.Send", StringComparison.OrdinalIgnoreCase)))
            {
                findings.Pass(StepKinds.SendingAllowed, "The token permits Mail.Send. Graph has no way to try it without sending.");
            }
            else
            {
                findings.Warn(StepKinds.SendingAllowed, "The token does not name Mail.Send.", "Send a test mail once. If it is refused, add the permission Mail.Send in Entra and consent to it.", code: "token_role");
            }

            JudgeSendAs(email, findings);
        }

        NotReached(SendingSteps, token, findings);
    }

    private static void JudgeSendAs(SystemEmail email, Findings findings)
    {
        if (email.SignIn != SignInWay.ClientCredentials && ExchangeCommands.NeedsFullAccess(email))
        {
            findings.Warn(
                StepKinds.SendAs,
                $"{email.Account ?? "Another account"} signs in and sends as {email.Address}. Exchange checks that only when a message is sent.",
                "Send a test mail once. If it is refused with «ErrorSendAsDenied», give the right by the command; the token needs Mail.Send.Shared.",
                ExchangeCommands.SendAs(email),
                code: "send_as_untried");
        }
        else
        {
            findings.Pass(StepKinds.SendAs, "The mailbox sends under its own address.");
        }
    }

    private async Task<bool> ReachAsync(ServerSettings server, Findings findings, CancellationToken cancellation)
    {
        var address = MailOpening.Graph(server).BaseAddress;
        if (!hosts.IsProtected(address))
        {
            findings.Fail(StepKinds.Connected, $"{address.Authority} would be spoken to without TLS.", "Take graph.microsoft.com, port 443, with TLS.", code: "plaintext_forbidden");
            return false;
        }

        try
        {
            using var answer = await clients.CreateClient(MailOpening.ClientName).GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
            findings.Pass(StepKinds.NameResolved, $"{server.Host} has an address.");
            findings.Pass(StepKinds.Connected, $"{address.Authority} answers{(address.Scheme == Uri.UriSchemeHttps ? " over HTTPS; its certificate is trusted" : "")}.");
            return true;
        }
        catch (HttpRequestException exception)
        {
            var unknown = exception.HttpRequestError == HttpRequestError.NameResolutionError || exception.InnerException is SocketException { SocketErrorCode: SocketError.HostNotFound };
            findings.Fail(
                unknown ? StepKinds.NameResolved : StepKinds.Connected,
                $"{address.Authority} cannot be reached: {exception.Message}",
                "Let this service through the firewall to that address by HTTPS; check the name and the proxy settings.",
                code: unknown ? "cannot_resolve" : "cannot_connect");
            return false;
        }
    }

    private async Task OpenAsync(SystemEmail email, ReceivingSettings settings, string token, Findings findings, CancellationToken cancellation)
    {
        var credential = (MailCredential.AccessToken)MailOpening.Credential(email, settings.Server, token);
        await using var mailbox = await GraphMailbox.ConnectAsync(clients.CreateClient(MailOpening.ClientName), credential, MailOpening.Graph(settings.Server), time, cancellation);
        findings.Pass(StepKinds.SignedIn, "Graph has taken the access token.");
        findings.Pass(StepKinds.MailboxOpened, $"The mailbox {credential.UserName} is open.");
        foreach (var folder in (string[])[settings.Folder, .. settings.MoreFolders])
        {
            await mailbox.OpenFolderAsync(folder, readOnly: true, cancellation);
        }

        findings.Pass(StepKinds.FolderFound, $"Found: {string.Join(", ", [settings.Folder, .. settings.MoreFolders])}.");
        JudgeRights(settings, TokenFacts.Read(token), findings);
    }

    private static void JudgeRights(ReceivingSettings settings, TokenFacts? facts, Findings findings)
    {
        var permissions = facts?.Scopes.Concat(facts.Roles).Where(permission => permission.StartsWith("Mail.Read", StringComparison.OrdinalIgnoreCase)).ToList() ?? [];
        if (settings.AfterStoring != AfterStoring.Keep && permissions.Count > 0 && !permissions.Exists(permission => permission.StartsWith("Mail.ReadWrite", StringComparison.OrdinalIgnoreCase)))
        {
            findings.Fail(
                StepKinds.Rights,
                $"The token permits reading only ({string.Join(", ", permissions)}), so messages cannot be marked, moved or deleted.",
                "In Entra, «API permissions», add Mail.ReadWrite in place of Mail.Read and consent to it; or let messages be kept as they are.",
                code: "permission_missing");
        }
        else
        {
            findings.Pass(StepKinds.Rights, permissions.Count == 0 ? "The token does not say what it permits; the first message shows." : $"The token permits {string.Join(", ", permissions)}.");
        }
    }

    private static void Explain(MailFailure failure, SystemEmail email, Findings findings)
    {
        var command = ExchangeCommands.Mending(failure.Kind, email, MailDirection.Receiving);
        if (findings.Steps.Any(step => step.Name == StepKinds.MailboxOpened))
        {
            findings.Fail(StepKinds.FolderFound, failure, command);
            return;
        }

        var signedIn = failure.Kind is MailFailureKind.PermissionMissing or MailFailureKind.MailboxNotConnected or MailFailureKind.FolderMissing;
        if (signedIn)
        {
            findings.Pass(StepKinds.SignedIn, "Graph has taken the access token.");
        }

        findings.Fail(signedIn ? StepKinds.MailboxOpened : StepKinds.SignedIn, failure, command);
    }

    private static void NotReached(string[] steps, string? token, Findings findings) =>
        findings.NotReached(steps, token is null && !findings.Failed ? "Not tried: there is nothing to sign in with." : "Not tried, because something before it failed.");
}
