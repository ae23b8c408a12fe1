namespace HelpdeskMail.Sandbox.Imap.Commands;

/// <summary>NAMESPACE (RFC 2342): one personal namespace.</summary>
internal sealed class NamespaceCommand : IImapCommand
{
    public string Name => "NAMESPACE";

    public ImapState AllowedIn => ImapState.SignedIn;

    public async Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation)
    {
        arguments.End();
        await session.Connection.WriteLineAsync("* NAMESPACE ((\"\" \"/\")) NIL NIL", cancellation);
        return "OK NAMESPACE completed.";
    }
}
