namespace HelpdeskMail.Sandbox.Imap.Commands;

/// <summary>UNSELECT (RFC 3691): leaves the folder and everything in it.</summary>
internal sealed class UnselectCommand : IImapCommand
{
    public string Name => "UNSELECT";

    public ImapState AllowedIn => ImapState.Selected;

    public Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation)
    {
        arguments.End();
        session.Close();
        return Task.FromResult("OK UNSELECT completed.");
    }
}
