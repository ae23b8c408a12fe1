using System.Text;
using HelpdeskMail.Sandbox.SignIn.Mail;

namespace HelpdeskMail.Sandbox.Imap.Commands;

/// <summary>AUTHENTICATE with XOAUTH2 or PLAIN, with or without an initial response (RFC 4959).</summary>
internal sealed class AuthenticateCommand : IImapCommand
{
    private const int LongestResponse = 64 * 1024;

    public string Name => "AUTHENTICATE";

    public ImapState AllowedIn => ImapState.NotAuthenticated;

    public async Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation)
    {
        arguments.Space();
        var mechanism = arguments.Atom().ToUpperInvariant();
        if (mechanism is not ("XOAUTH2" or "PLAIN"))
        {
            return "NO Unsupported authentication mechanism.";
        }

        if (session.Server.Settings.RequireTls && !session.Connection.IsSecure)
        {
            return "NO Sign-in is offered after STARTTLS only.";
        }

        var response = arguments.Take(' ') ? arguments.Atom() : await AskAsync(session, cancellation);
        if (response is null or "*")
        {
            return "BAD AUTHENTICATE cancelled.";
        }

        MailSignInResult result = mechanism switch
        {
            "XOAUTH2" => SaslMessage.ReadXOAuth2(response) is { } bearer
                ? await session.Server.SignIn.WithTokenAsync(MailProtocol.Imap, bearer.User, bearer.Token, cancellation)
                : new MailSignInResult.Refused("the response is no XOAUTH2 message"),
            _ => SaslMessage.ReadPlain(response) is { } plain
                ? await session.Server.SignIn.WithPasswordAsync(MailProtocol.Imap, plain.User, plain.Password, cancellation)
                : new MailSignInResult.Refused("the response is no PLAIN message"),
        };
        return await session.SignedInAsync(result, "AUTHENTICATE", cancellation);
    }

    private static async Task<string?> AskAsync(ImapSession session, CancellationToken cancellation)
    {
        await session.Connection.SendLineAsync("+ ", cancellation);
        var line = await session.Connection.ReadLineAsync(LongestResponse, cancellation);
        session.Connection.Log.Client("********");
        return line is null ? null : Encoding.ASCII.GetString(line);
    }
}
