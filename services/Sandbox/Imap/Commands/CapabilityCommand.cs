namespace HelpdeskMail.Sandbox.Imap.Commands;

/// <summary>CAPABILITY, with the list Exchange Online gives: no CONDSTORE, no SPECIAL-USE, no ENABLE.</summary>
internal sealed class CapabilityCommand : IImapCommand
{
    public string Name => "CAPABILITY";

    public ImapState AllowedIn => ImapState.Any;

    public static string List(ImapSession session)
    {
        var offersSignIn = session.Connection.IsSecure || !session.Server.Settings.RequireTls;
        return "IMAP4 IMAP4rev1"
            + (offersSignIn ? $" AUTH=PLAIN AUTH=XOAUTH2{(session.Server.Settings.OAuthBearer ? " AUTH=OAUTHBEARER" : "")} SASL-IR" : " LOGINDISABLED")
            + (session.Connection.IsSecure ? "" : " STARTTLS")
            + " UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+";
    }

    public async Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation)
    {
        arguments.End();
        await session.Connection.WriteLineAsync($"* CAPABILITY {List(session)}", cancellation);
        return "OK CAPABILITY completed.";
    }
}
