using HelpdeskMail.Sandbox.Mailboxes;

namespace HelpdeskMail.Sandbox.Imap.Commands;

internal sealed class DeleteCommand : IImapCommand
{
    public string Name => "DELETE";

    public ImapState AllowedIn => ImapState.SignedIn;

    public async Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation)
    {
        arguments.Space();
        var name = FolderStore.Canonical(ModifiedUtf7.Decode(arguments.AString()));
        arguments.End();
        if (Folder.Initial.Contains(name, StringComparer.Ordinal))
        {
            return "NO Cannot delete default folder.";
        }

        if (await session.Server.Folders.FindAsync(session.MailboxId, name, cancellation) is not { } folder)
        {
            return $"NO {name} doesn't exist.";
        }

        if ((await session.Server.Folders.ListAsync(session.MailboxId, cancellation)).Any(other => other.Name.StartsWith(folder.Name + "/", StringComparison.Ordinal)))
        {
            return "NO [HASCHILDREN] Delete the folders below it first.";
        }

        await session.Server.Folders.DeleteAsync(folder, cancellation);
        return "OK DELETE completed.";
    }
}
