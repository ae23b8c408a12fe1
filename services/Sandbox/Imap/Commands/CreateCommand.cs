using HelpdeskMail.Sandbox.Mailboxes;

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
        if (!FolderStore.IsName(name))
        {
            return "NO [CANNOT] No folder can have this name.";
        }

        return await session.Server.Folders.CreateAsync(session.MailboxId, name, cancellation) ? "OK CREATE completed." : "NO Mailbox already exists.";
    }
}
