namespace HelpdeskMail.Sandbox.Imap;

/// <summary>One command of the protocol.</summary>
public interface IImapCommand
{
    /// <summary>In upper case.</summary>
    string Name { get; }

    /// <summary>States it is allowed in.</summary>
    ImapState AllowedIn { get; }

    /// <summary>
    /// Does it, writes its untagged answers, and gives the tagged one without the tag: <c>OK NOOP completed.</c>;
    /// empty where it has been answered already or the session has ended.
    /// </summary>
    /// <exception cref="ImapSyntaxException">Its arguments are not well formed.</exception>
    Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation);
}
