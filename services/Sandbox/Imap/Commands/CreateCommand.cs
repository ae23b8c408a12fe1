namespace HelpdeskMail.Sandbox.Imap.Commands;

internal sealed class CreateCommand : IImapCommand
{
    public string Name => "CREATE";

    public ImapState AllowedIn => ImapState.SignedIn;

    public async Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation)
    {
        arguments.Space();
        var name = ModifiedUtf7.Decode(arguments.AString());
        arguments.End();
        return await session.Server.Folders.CreateAsync(session.MailboxId, name, cancellation) ? "OK CREATE completed." : "NO Mailbox already exists.";
    }
}
