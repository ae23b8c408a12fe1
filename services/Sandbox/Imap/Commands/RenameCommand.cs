using HelpdeskMail.Sandbox.Mailboxes;

namespace HelpdeskMail.Sandbox.Imap.Commands;

internal sealed class RenameCommand : IImapCommand
{
    public string Name => "RENAME";

    public ImapState AllowedIn => ImapState.SignedIn;

    public async Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation)
    {
        arguments.Space();
        var from = FolderStore.Canonical(ModifiedUtf7.Decode(arguments.AString()));
        arguments.Space();
        var to = FolderStore.Canonical(ModifiedUtf7.Decode(arguments.AString()));
        arguments.End();
        if (Folder.Initial.Contains(from, StringComparer.Ordinal))
        {
            return "NO Cannot rename default folder.";
        }

        if (!FolderStore.IsName(to) || to.StartsWith(from + "/", StringComparison.Ordinal))
        {
            return "NO [CANNOT] The folder cannot have this name.";
        }

        if (await session.Server.Folders.FindAsync(session.MailboxId, from, cancellation) is not { } folder)
        {
            return $"NO {from} doesn't exist.";
        }

        if (await session.Server.Folders.FindAsync(session.MailboxId, to, cancellation) is not null)
        {
            return "NO Mailbox already exists.";
        }

        await session.Server.Folders.RenameAsync(folder, to, cancellation);
        return "OK RENAME completed.";
    }
}
