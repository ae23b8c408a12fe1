namespace HelpdeskMail.Sandbox.Imap.Commands;

/// <summary>STARTTLS (RFC 9051 section 6.2.1).</summary>
internal sealed class StartTlsCommand : IImapCommand
{
    public string Name => "STARTTLS";

    public ImapState AllowedIn => ImapState.NotAuthenticated;

    public async Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation)
    {
        if (session.Connection.IsSecure)
        {
            return "BAD Command received in Invalid state.";
        }

        await session.StartTlsAsync(cancellation);
        return "";
    }
}
