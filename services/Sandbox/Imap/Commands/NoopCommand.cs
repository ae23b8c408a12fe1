namespace HelpdeskMail.Sandbox.Imap.Commands;

/// <summary>NOOP and CHECK: the client hears of changes.</summary>
internal sealed class NoopCommand(string name) : IImapCommand
{
    public string Name => name;

    public ImapState AllowedIn => name == "CHECK" ? ImapState.Selected : ImapState.Any;

    public Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation)
    {
        arguments.End();
        return Task.FromResult($"OK {name} completed.");
    }
}
