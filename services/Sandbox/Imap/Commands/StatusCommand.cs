namespace HelpdeskMail.Sandbox.Imap.Commands;

internal sealed class StatusCommand : IImapCommand
{
    public string Name => "STATUS";

    public ImapState AllowedIn => ImapState.SignedIn;

    public async Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation)
    {
        arguments.Space();
        var name = ModifiedUtf7.Decode(arguments.AString());
        arguments.Space();
        var items = arguments.List();
        arguments.End();
        if (await session.Server.Folders.FindAsync(session.MailboxId, name, cancellation) is not { } folder)
        {
            return $"NO {name} doesn't exist.";
        }

        var messages = await session.Server.Messages.ListAsync(folder.Id, cancellation);
        var values = items.Select(item => item.ToUpperInvariant() switch
        {
            "MESSAGES" => $"MESSAGES {messages.Count}",
            "RECENT" => $"RECENT {messages.Count(message => message.Recent)}",
            "UIDNEXT" => $"UIDNEXT {folder.UidNext}",
            "UIDVALIDITY" => $"UIDVALIDITY {folder.UidValidity}",
            "UNSEEN" => $"UNSEEN {messages.Count(message => !message.Flags.Contains("\\Seen", StringComparer.Ordinal))}",
            _ => throw new ImapSyntaxException($"STATUS knows no {item}"),
        });
        await session.Connection.WriteLineAsync($"* STATUS {ImapText.Folder(folder.Name)} ({string.Join(' ', values)})", cancellation);
        return "OK STATUS completed.";
    }
}
