using System.Text;
using HelpdeskMail.Sandbox.SignIn.Mail;

namespace HelpdeskMail.Sandbox.Imap.Commands;

/// <summary>AUTHENTICATE with XOAUTH2, OAUTHBEARER or PLAIN, with or without an initial response (RFC 4959).</summary>
internal sealed class AuthenticateCommand : IImapCommand
{
    private const int LongestResponse = 64 * 1024;

    public string Name => "AUTHENTICATE";

    public ImapState AllowedIn => ImapState.NotAuthenticated;

    public async Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation)
    {
        arguments.Space();
        var mechanism = arguments.Atom().ToUpperInvariant();
        if (mechanism is not ("XOAUTH2" or "PLAIN" or "OAUTHBEARER") || (mechanism == "OAUTHBEARER" && !session.Server.Settings.OAuthBearer))
        {
            return "NO Unsupported authentication mechanism.";
        }

        if (session.Server.Settings.RequireTls && !session.Connection.IsSecure)
        {
            return "NO Sign-in is offered after STARTTLS only.";
        }

        var response = arguments.Take(' ') ? arguments.Atom() : await AskAsync(session, "", cancellation);
        if (response is null or "*")
        {
            return "BAD AUTHENTICATE cancelled.";
        }

        MailSignInResult result = mechanism switch
        {
            "XOAUTH2" or "OAUTHBEARER" => (mechanism == "XOAUTH2" ? SaslMessage.ReadXOAuth2(response) : SaslMessage.ReadOAuthBearer(response)) is { } bearer
                ? await session.Server.SignIn.WithTokenAsync(MailProtocol.Imap, bearer.User, bearer.Token, cancellation)
                : new MailSignInResult.Refused($"the response is no {mechanism} message"),
            _ => SaslMessage.ReadPlain(response) is { } plain
                ? await session.Server.SignIn.WithPasswordAsync(MailProtocol.Imap, plain.User, plain.Password, cancellation)
                : new MailSignInResult.Refused("the response is no PLAIN message"),
        };
        if (result is MailSignInResult.Refused { Challenge: { } challenge })
        {
            await AskAsync(session, challenge, cancellation);
        }

        return await session.SignedInAsync(result, "AUTHENTICATE", cancellation);
    }

    private static async Task<string?> AskAsync(ImapSession session, string challenge, CancellationToken cancellation)
    {
        await session.Connection.SendLineAsync($"+ {challenge}", cancellation);
        var line = await session.Connection.ReadLineAsync(LongestResponse, cancellation);
        session.Connection.Log.Client("********");
        return line is null ? null : Encoding.ASCII.GetString(line);
    }
}
