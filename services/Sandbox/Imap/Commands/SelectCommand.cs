namespace HelpdeskMail.Sandbox.Imap.Commands;

/// <summary>SELECT and EXAMINE.</summary>
internal sealed class SelectCommand(string name, bool readOnly) : IImapCommand
{
    private const string Flags = @"(\Seen \Answered \Flagged \Deleted \Draft $MDNSent)";

    public string Name => name;

    public ImapState AllowedIn => ImapState.SignedIn;

    public async Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation)
    {
        arguments.Space();
        var folderName = ModifiedUtf7.Decode(arguments.AString());
        arguments.End();

        // A failed SELECT leaves nothing selected (RFC 9051 section 6.3.2).
        session.Close();
        if (await session.Server.Folders.FindAsync(session.MailboxId, folderName, cancellation) is not { } folder)
        {
            return $"NO {folderName} doesn't exist.";
        }

        var changes = session.Server.Events.Open(folder.Id);
        var messages = await session.Server.Messages.ListAsync(folder.Id, cancellation);
        if (!readOnly)
        {
            await session.Server.Messages.ClearRecentAsync(folder.Id, cancellation);
        }

        session.Open(new SelectedFolder(folder, readOnly, [.. messages], changes));
        var connection = session.Connection;
        await connection.WriteLineAsync($"* {messages.Count} EXISTS", cancellation);
        await connection.WriteLineAsync($"* {messages.Count(message => message.Recent)} RECENT", cancellation);
        await connection.WriteLineAsync($"* FLAGS {Flags}", cancellation);
        await connection.WriteLineAsync($"* OK [PERMANENTFLAGS {(readOnly ? "()" : Flags)}] Permanent flags", cancellation);
        var unseen = messages.Select((message, index) => (message, index)).FirstOrDefault(entry => !entry.message.Flags.Contains("\\Seen", StringComparer.Ordinal));
        if (unseen.message is not null)
        {
            await connection.WriteLineAsync($"* OK [UNSEEN {unseen.index + 1}] Is the first unseen message", cancellation);
        }

        await connection.WriteLineAsync($"* OK [UIDVALIDITY {folder.UidValidity}] UIDVALIDITY value", cancellation);
        await connection.WriteLineAsync($"* OK [UIDNEXT {folder.UidNext}] The next unique identifier value", cancellation);
        return readOnly ? $"OK [READ-ONLY] {name} completed." : $"OK [READ-WRITE] {name} completed.";
    }
}
