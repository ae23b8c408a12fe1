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

    /// <summary>Signs in, mechanism after mechanism where that can help.</summary>
    /// <param name="secrets">Learns what must not be repeated in words and logs.</param>
    /// <param name="attempt">Tries one run of a mechanism, or the protocol's own command where it is null; gives the server's refusal, or null for a yes.</param>
    /// <exception cref="MailFailureException">It was refused, nothing fits, or only what would show the secret.</exception>
    public async ValueTask RunAsync(SecretWords secrets, Func<SaslExchange?, ValueTask<MailFailure?>> attempt)
    {
        while (true)
        {
            var exchange = Choose(secrets);
            if (await attempt(exchange) is not { } refusal)
            {
                if (exchange is { Mechanism.IsServerProven: false })
                {
                    throw wire.Fail(ConnectionFailures.Violation(wire.Server.ToString(), "it accepted the sign-in without proving that it knows the password"));
                }

                return;
            }

            if (!MayGoOn(exchange, refusal))
            {
                throw wire.Fail(refusal);
            }
        }
    }

    /// <summary>Picks the way: one run of a mechanism; null for the protocol's own command.</summary>
    private SaslExchange? Choose(SecretWords secrets)
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
    /// Whether to go on after a no: the server has seen nothing to check the credential by, so that it cannot have meant that. Cyrus lists every mechanism that is installed and Dovecot every one
    /// that is switched on, and both refuse SCRAM at the user's name where they keep no secret for it.
    /// </summary>
    private bool MayGoOn(SaslExchange? tried, MailFailure refusal)
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
