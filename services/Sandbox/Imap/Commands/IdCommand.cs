namespace HelpdeskMail.Sandbox.Imap.Commands;

/// <summary>ID (RFC 2971).</summary>
internal sealed class IdCommand : IImapCommand
{
    public string Name => "ID";

    public ImapState AllowedIn => ImapState.Any;

    public async Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation)
    {
        await session.Connection.WriteLineAsync("* ID (\"name\" \"Microsoft.Exchange.Imap4.Imap4Server\" \"version\" \"15.20\")", cancellation);
        return "OK ID completed";
    }
}
