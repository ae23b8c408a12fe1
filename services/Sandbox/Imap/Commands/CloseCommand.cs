namespace HelpdeskMail.Sandbox.Imap.Commands;

/// <summary>CLOSE: takes out what is marked \Deleted without telling, and leaves the folder.</summary>
internal sealed class CloseCommand : IImapCommand
{
    public string Name => "CLOSE";

    public ImapState AllowedIn => ImapState.Selected;

    public async Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation)
    {
        arguments.End();
        if (!session.Selected!.ReadOnly)
        {
            await ExpungeCommand.RemoveDeletedAsync(session, _ => true, cancellation);
        }

        session.Close();
        return "OK CLOSE completed.";
    }
}
