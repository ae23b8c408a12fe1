namespace HelpdeskMail.Sandbox.Imap.Commands;

internal sealed class SubscribeCommand(string name, bool subscribes) : IImapCommand
{
    public string Name => name;

    public ImapState AllowedIn => ImapState.SignedIn;

    public async Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation)
    {
        arguments.Space();
        var folder = await session.Server.Folders.FindAsync(session.MailboxId, ModifiedUtf7.Decode(arguments.AString()), cancellation);
        arguments.End();
        if (folder is null)
        {
            return $"NO {name} failed: the folder doesn't exist.";
        }

        await session.Server.Folders.SubscribeAsync(folder, subscribes, cancellation);
        return $"OK {name} completed.";
    }
}
