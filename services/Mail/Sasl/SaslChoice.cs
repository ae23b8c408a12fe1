using System.Security.Cryptography;
using HelpdeskMail.Mail.Connecting;

namespace HelpdeskMail.Mail.Sasl;

/// <summary>Picks the mechanism: the strongest that server, credential, settings and protection of the connection allow.</summary>
internal static class SaslChoice
{
    private static readonly string[] PasswordOrder =
        ["SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-1", CramMd5, "PLAIN", "LOGIN"];

    private const string CramMd5 = "CRAM-MD5";

    private static readonly string[] TokenOrder = ["OAUTHBEARER", "XOAUTH2"];

    /// <summary>Whether a mechanism shows a secret that somebody on the way could use.</summary>
    public static bool ShowsSecret(string name) => name is "PLAIN" or "LOGIN" or "OAUTHBEARER" or "XOAUTH2";

    /// <summary>Whether secrets may be shown on this connection.</summary>
    public static bool MayShowSecret(Wire wire) => wire.IsEncrypted || wire.IsLocal || wire.Server.AllowPlaintextSignIn;

    /// <summary>Names that fit, strongest first; some may still be forbidden without TLS.</summary>
    public static IEnumerable<string> Fitting(Wire wire, MailCredential credential, IReadOnlyCollection<string> offered)
    {
        var order = credential switch
        {
            MailCredential.Password => PasswordOrder,
            MailCredential.AccessToken => TokenOrder,
            _ => ["EXTERNAL"],
        };
        var allowed = wire.Server.AllowedMechanisms;

        // CRAM-MD5 needs a server that keeps the password itself: Kerio, MDaemon, Dovecot and Cyrus list it all the same and refuse every account whose password they have a hash of or ask a directory about.
        // Under TLS it hides nothing that is not hidden already.
        return order.OrderBy(name => name is CramMd5 && wire.IsEncrypted).Where(name =>
            offered.Contains(name, StringComparer.OrdinalIgnoreCase)
            && allowed?.Contains(name, StringComparer.OrdinalIgnoreCase) != false
            && (!name.EndsWith("-PLUS", StringComparison.Ordinal) || MayBind(wire, askedFor: allowed is not null)));
    }

    // An unusual kind of binding is a guess that fails as a wrong password does: only for an admin who names the mechanism.
    private static bool MayBind(Wire wire, bool askedFor) => wire.ChannelBinding is { } binding && (binding.IsUsual || askedFor);

    public static ISaslMechanism Make(string name, Wire wire, MailCredential credential, IReadOnlyCollection<string> offered)
    {
        var channel = wire.ChannelBinding;
        var secret = credential switch
        {
            MailCredential.Password password => password.Secret,
            MailCredential.AccessToken token => token.Token,
            _ => "",
        };
        var plusOffered = offered.Any(each => each.EndsWith("-PLUS", StringComparison.OrdinalIgnoreCase));
        var couldBind = !plusOffered && channel is { IsUsual: true } ? channel : null;
        return name switch
        {
            "SCRAM-SHA-256-PLUS" => new ScramMechanism(HashAlgorithmName.SHA256, credential.UserName, secret, channel, plus: true),
            "SCRAM-SHA-1-PLUS" => new ScramMechanism(HashAlgorithmName.SHA1, credential.UserName, secret, channel, plus: true),
            "SCRAM-SHA-256" => new ScramMechanism(HashAlgorithmName.SHA256, credential.UserName, secret, couldBind, plus: false),
            "SCRAM-SHA-1" => new ScramMechanism(HashAlgorithmName.SHA1, credential.UserName, secret, couldBind, plus: false),
            CramMd5 => new CramMd5Mechanism(credential.UserName, secret),
            "PLAIN" => new PlainMechanism(credential.UserName, secret),
            "LOGIN" => new LoginMechanism(credential.UserName, secret),
            "OAUTHBEARER" => new OAuthBearerMechanism(credential.UserName, secret, wire.Server.Host, wire.Server.Port),
            "XOAUTH2" => new XOAuth2Mechanism(credential.UserName, secret),
            _ => new ExternalMechanism(credential.UserName),
        };
    }
}
