namespace HelpdeskMail.Sandbox.Imap.Commands;

internal sealed class LogoutCommand : IImapCommand
{
    public string Name => "LOGOUT";

    public ImapState AllowedIn => ImapState.Any;

    public async Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation)
    {
        session.Close();
        session.LogOut();
        await session.Connection.WriteLineAsync("* BYE Microsoft Exchange Server IMAP4 server signing off.", cancellation);
        return "OK LOGOUT completed.";
    }
}
