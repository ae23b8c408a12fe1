using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Doctor;

/// <summary>Whether a Microsoft token fits what it is shown to. (Microsoft, «Authenticate an IMAP, POP or SMTP connection using OAuth»; Graph permissions reference.)</summary>
internal static class TokenJudgement
{
    /// <summary>Adds the step for a side's token.</summary>
    public static void Judge(Findings findings, SystemEmail email, TokenFacts? facts, IReadOnlyList<MailDirection> sides, DateTimeOffset now)
    {
        if (facts is null)
        {
            findings.Pass(StepKinds.TokenContents, "The provider's token cannot be read from outside, as is its right; the mail servers judge it.");
            return;
        }

        if (email.Provider is not (MailProvider.Microsoft365 or MailProvider.Sandbox))
        {
            findings.Pass(StepKinds.TokenContents, $"Token {facts}.");
            return;
        }

        if (facts.ExpiresAt <= now)
        {
            findings.Fail(StepKinds.TokenContents, $"The token has ended by this machine's clock: {facts}.", "Check the clock of the machine this service runs on, then ask for a fresh token on the tab «Token».", code: "token_expired");
            return;
        }

        foreach (var side in sides)
        {
            if (Wrong(email, facts, side) is { } wrong)
            {
                wrong(findings);
                return;
            }
        }

        findings.Pass(StepKinds.TokenContents, $"Token {facts}.");
    }

    private static Action<Findings>? Wrong(SystemEmail email, TokenFacts facts, MailDirection side)
    {
        var graph = side == MailDirection.Receiving ? email.Receiving!.Protocol == ReceivingProtocol.Graph : email.Sending!.Protocol == SendingProtocol.Graph;
        var (delegated, application) = Permissions(email, side);
        var audience = facts.Audience?.TrimEnd('/');
        var host = (side == MailDirection.Receiving ? email.Receiving!.Server : email.Sending!.Server).Host;
        var wanted = MicrosoftClouds.Audiences(host, graph);
        if (audience is not null && !wanted.Contains(audience, StringComparer.OrdinalIgnoreCase))
        {
            return findings => findings.Fail(
                StepKinds.TokenContents,
                $"The token is for another service: {audience} instead of {wanted[0]}. All of it: {facts}.",
                facts.OfApplication
                    ? $"Set the field «Scopes» to {(graph ? MicrosoftClouds.Graph(host) : MicrosoftClouds.ExchangeForApplications(host))}/.default; a scope without an address in front means Microsoft Graph."
                    : $"Set the field «Scopes» to {wanted[0]}/{delegated[0]} (for every permission with this address in front, and offline_access), then sign in again. A scope without an address in front means Microsoft Graph.",
                code: "token_audience");
        }

        if (facts.OfApplication)
        {
            return facts.Roles.Intersect(application, StringComparer.OrdinalIgnoreCase).Any() ? null : findings => MissingRole(findings, facts, application, graph, side);
        }

        return facts.Scopes.Intersect(delegated, StringComparer.OrdinalIgnoreCase).Any() ? null : findings => findings.Fail(
            StepKinds.TokenContents,
            $"The token does not permit {Doing(side)}: {delegated[0]} is not among its scopes. All of it: {facts}.",
            $"In Entra, the app registration, «API permissions», add the delegated permission {delegated[0]} (it is listed under Microsoft Graph) and grant admin consent; then sign in again.",
            code: "token_scope");
    }

    /// <summary>With RBAC for Applications (Graph, SMTP) a token holds no role and still opens the mailboxes of the role's scope; IMAP and POP have no such thing.</summary>
    private static void MissingRole(Findings findings, TokenFacts facts, string[] application, bool graph, MailDirection side)
    {
        var saw = $"The token holds no permission {application[0]}{(facts.Roles.Count == 0 ? "; it holds none at all" : "")}. All of it: {facts}.";
        var remedy = $"In Entra, the app registration, «API permissions», «Add a permission», {(graph ? "Microsoft Graph" : "«APIs my organization uses», Office 365 Exchange Online")}, «Application permissions», add {application[0]}; "
            + "then «Grant admin consent» and ask for a fresh token on the tab «Token».";
        if (graph || side == MailDirection.Sending)
        {
            findings.Warn(StepKinds.TokenContents, saw, $"That is right if the application is given its mailboxes by RBAC for Applications. Otherwise: {remedy}", code: "token_role");
        }
        else
        {
            findings.Fail(StepKinds.TokenContents, saw, remedy, code: "token_role");
        }
    }

    private static string Doing(MailDirection side) => side == MailDirection.Receiving ? "reading mail" : "sending mail";

    private static (string[] Delegated, string[] Application) Permissions(SystemEmail email, MailDirection side) => side == MailDirection.Receiving
        ? email.Receiving!.Protocol switch
        {
            ReceivingProtocol.Imap => (["IMAP.AccessAsUser.All"], ["IMAP.AccessAsApp"]),
            ReceivingProtocol.Pop3 => (["POP.AccessAsUser.All"], ["POP.AccessAsApp"]),
            _ => (["Mail.ReadWrite", "Mail.ReadWrite.Shared", "Mail.Read", "Mail.Read.Shared"], ["Mail.ReadWrite", "Mail.Read"]),
        }
        : email.Sending!.Protocol == SendingProtocol.Smtp
            ? (["SMTP.Send"], ["SMTP.SendAsApp"])
            : (["Mail.Send", "Mail.Send.Shared"], ["Mail.Send"]);
}
