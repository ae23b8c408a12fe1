using HelpdeskMail.Sandbox.SignIn.Mail;

namespace HelpdeskMail.Sandbox.Imap.Commands;

/// <summary>LOGIN: user and password, where the settings allow it.</summary>
internal sealed class LoginCommand : IImapCommand
{
    public string Name => "LOGIN";

    public ImapState AllowedIn => ImapState.NotAuthenticated;

    public async Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation)
    {
        arguments.Space();
        var user = arguments.AString();
        arguments.Space();
        var password = arguments.AString();
        arguments.End();
        return session.Server.Settings.RequireTls && !session.Connection.IsSecure
            ? "NO LOGIN failed."
            : await session.SignedInAsync(await session.Server.SignIn.WithPasswordAsync(MailProtocol.Imap, user, password, cancellation), "LOGIN", cancellation);
    }
}
