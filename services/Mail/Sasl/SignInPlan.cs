using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;

namespace HelpdeskMail.Mail.Sasl;

/// <summary>
/// Decides how to sign in on a connection, or why it cannot be done. After a no to the credential nothing else is tried, which would only help lock the account; after a no to the mechanism the next one is.
/// </summary>
/// <param name="wire">The connection.</param>
/// <param name="credential">What there is to show.</param>
/// <param name="offered">Mechanisms the server lists.</param>
/// <param name="hasCommandForPasswords">Whether the protocol has a command of its own for passwords that is open here (IMAP's LOGIN, POP3's USER and PASS).</param>
internal sealed class SignInPlan(Wire wire, MailCredential credential, IReadOnlyCollection<string> offered, bool hasCommandForPasswords)
{
    private readonly List<string> refused = [];
    private readonly bool mayShow = SaslChoice.MayShowSecret(wire);

    /// <summary>What a no at sign-in is the answer to.</summary>
    public AnswerContext Context => credential is MailCredential.AccessToken ? AnswerContext.TokenSignIn : AnswerContext.PasswordSignIn;

    private bool HasCommand => hasCommandForPasswords && credential is MailCredential.Password && wire.Server.AllowedMechanisms?.Contains("LOGIN", StringComparer.OrdinalIgnoreCase) != false;

    private IEnumerable<string> Fitting => SaslChoice.Fitting(wire, credential, offered).Except(refused);

    /// <summary>Picks the way.</summary>
    /// <returns>One run of the mechanism; null to use the protocol's own command.</returns>
    /// <exception cref="MailFailureException">Nothing fits, or only what would show the secret.</exception>
    public SaslExchange? Choose(SecretWords secrets)
    {
        if (Usable() is { } name)
        {
            return new SaslExchange(SaslChoice.Make(name, wire, credential, offered), secrets);
        }

        return HasCommand && mayShow ? null : throw wire.Fail(HasCommand || Fitting.Any()
                ? ConnectionFailures.PlaintextForbidden(wire.Server.ToString())
                : ConnectionFailures.NoCommonMechanism(wire.Server.ToString(), Describe(credential), offered));
    }

    /// <summary>
    /// Whether to go on after a no, with <see cref="Choose"/>: the server has seen nothing to check the credential by, so that it cannot have meant that. Cyrus lists every mechanism that is installed and Dovecot every one
    /// that is switched on, and both refuse SCRAM at the user's name where they keep no secret for it.
    /// </summary>
    public bool MayGoOn(SaslExchange? tried, MailFailure refusal)
    {
        if (tried is null or { HasShownProof: true } || refusal.Kind is not (MailFailureKind.PasswordRefused or MailFailureKind.AccessTokenRefused or MailFailureKind.Refused))
        {
            return false;
        }

        refused.Add(tried.Mechanism.Name);
        return Usable() is not null || (HasCommand && mayShow);
    }

    private string? Usable() => Fitting.FirstOrDefault(name => mayShow || !SaslChoice.ShowsSecret(name));

    private static string Describe(MailCredential credential) => credential switch
    {
        MailCredential.AccessToken => "an access token",
        MailCredential.ClientCertificate => "a certificate",
        _ => "a password",
    };
}
