using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Mail.Failures;

namespace HelpdeskMail.OAuth.Diagnosis;

/// <summary>The steps of one direction, and which of them a failure belongs to.</summary>
internal static class TrialSteps
{
    private const string NameResolved = "name_resolved";
    private const string Connected = "connected";
    private const string Tls = "tls";
    private const string SignedIn = "signed_in";

    private static readonly (string Name, string Title)[] Common =
        [(NameResolved, "Server name"), (Connected, "Connection"), (Tls, "Protection"), (SignedIn, "Sign-in")];

    /// <summary>The steps when all went well.</summary>
    public static IReadOnlyList<TestStep> Passed(MailDirection direction, ServerSettings server, string lastStep) =>
    [
        .. Names(direction).Select(step => new TestStep(
            direction, step.Name, step.Title, TestOutcome.Passed, step.Name == Last(direction).Name ? lastStep : Seen(step.Name, server), null, null)),
    ];

    /// <summary>The steps up to a failure, the failed one, and those that were not tried.</summary>
    public static IReadOnlyList<TestStep> Failed(MailDirection direction, ServerSettings server, MailFailure failure, bool serverSpoke)
    {
        var failedAt = Step(direction, failure.Kind, serverSpoke);
        var steps = new List<TestStep>();
        var outcome = TestOutcome.Passed;
        foreach (var (name, title) in Names(direction))
        {
            var isFailed = name == failedAt;
            steps.Add(isFailed
                ? new(direction, name, title, TestOutcome.Failed, failure.What, failure.Remedy, failure.ServerAnswer)
                : new(direction, name, title, outcome, outcome == TestOutcome.Passed ? Seen(name, server) : "Not tried.", null, null));
            outcome = isFailed ? TestOutcome.Skipped : outcome;
        }

        return steps;
    }

    /// <summary>All of them, not tried.</summary>
    public static IReadOnlyList<TestStep> Skipped(MailDirection direction) =>
        [.. Names(direction).Select(step => new TestStep(direction, step.Name, step.Title, TestOutcome.Skipped, "Not tried.", null, null))];

    private static IEnumerable<(string Name, string Title)> Names(MailDirection direction) => Common.Append(Last(direction));

    private static (string Name, string Title) Last(MailDirection direction) =>
        direction == MailDirection.Receiving ? ("mailbox_opened", "Mailbox") : ("sending_allowed", "Sending");

    private static string Step(MailDirection direction, MailFailureKind kind, bool serverSpoke) => kind switch
    {
        MailFailureKind.CannotResolve => NameResolved,
        MailFailureKind.CannotConnect => Connected,
        MailFailureKind.TlsNotOffered or MailFailureKind.TlsHandshakeFailed or MailFailureKind.TlsInjection
            or MailFailureKind.CertificateUntrusted or MailFailureKind.CertificateExpired or MailFailureKind.CertificateNotYetValid
            or MailFailureKind.CertificateWrongHost or MailFailureKind.CertificateInvalid or MailFailureKind.CertificateNotPinned
            or MailFailureKind.PlaintextForbidden => Tls,
        MailFailureKind.MailboxNotConnected or MailFailureKind.FolderMissing or MailFailureKind.SubmissionOffForMailbox or MailFailureKind.SubmissionOffForTenant
            or MailFailureKind.SendAsDenied => Last(direction).Name,
        _ => serverSpoke ? SignedIn : Connected,
    };

    private static string Seen(string step, ServerSettings server) => step switch
    {
        NameResolved => $"{server.Host} has an address.",
        Connected => $"A server answers at {server.Host}:{server.Port}.",
        Tls => server.Security switch
        {
            ConnectionSecurity.Tls => "TLS from the first byte; the certificate is trusted.",
            ConnectionSecurity.StartTls => "STARTTLS; the certificate is trusted.",
            _ => "None; the server is on this machine.",
        },
        _ => server.SignIn == SignInMethod.AccessToken ? "The server has taken the access token." : "The server has taken the password.",
    };
}
