using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;

namespace HelpdeskMail.Mail.Sasl;

/// <summary>Decides how to sign in on a connection, or why it cannot be done.</summary>
internal static class SignInPlan
{
    /// <summary>Picks the way.</summary>
    /// <param name="wire">The connection.</param>
    /// <param name="credential">What there is to show.</param>
    /// <param name="offered">Mechanisms the server lists.</param>
    /// <param name="hasCommandForPasswords">Whether the protocol has a command of its own for passwords that is open here (IMAP's LOGIN, POP3's USER and PASS).</param>
    /// <returns>The mechanism; null to use the protocol's own command.</returns>
    /// <exception cref="MailFailureException">Nothing fits, or only what would show the secret.</exception>
    public static ISaslMechanism? Choose(Wire wire, MailCredential credential, IReadOnlyCollection<string> offered, bool hasCommandForPasswords)
    {
        var fitting = SaslChoice.Fitting(wire, credential, offered).ToList();
        var mayShow = SaslChoice.MayShowSecret(wire);
        if (fitting.Find(name => mayShow || !SaslChoice.ShowsSecret(name)) is { } name)
        {
            return SaslChoice.Make(name, wire, credential, offered);
        }

        var byCommand = hasCommandForPasswords && credential is MailCredential.Password && wire.Server.AllowedMechanisms?.Contains("LOGIN", StringComparer.OrdinalIgnoreCase) != false;
        if (byCommand && mayShow)
        {
            return null;
        }

        throw wire.Fail(byCommand || fitting.Count > 0
            ? ConnectionFailures.PlaintextForbidden(wire.Server.ToString())
            : ConnectionFailures.NoCommonMechanism(wire.Server.ToString(), Describe(credential), offered));
    }

    /// <summary>What a no at sign-in is the answer to.</summary>
    public static AnswerContext Context(MailCredential credential) => credential is MailCredential.AccessToken ? AnswerContext.TokenSignIn : AnswerContext.PasswordSignIn;

    private static string Describe(MailCredential credential) => credential switch
    {
        MailCredential.AccessToken => "an access token",
        MailCredential.ClientCertificate => "a certificate",
        _ => "a password",
    };
}
