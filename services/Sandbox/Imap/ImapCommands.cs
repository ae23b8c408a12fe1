using HelpdeskMail.Sandbox.Imap.Commands;

namespace HelpdeskMail.Sandbox.Imap;

/// <summary>The commands this server knows, by name.</summary>
public static class ImapCommands
{
    public static readonly IReadOnlyDictionary<string, IImapCommand> All = new IImapCommand[]
    {
        new CapabilityCommand(), new NoopCommand("NOOP"), new NoopCommand("CHECK"), new LogoutCommand(), new IdCommand(), new StartTlsCommand(),
        new AuthenticateCommand(), new LoginCommand(), new NamespaceCommand(),
        new ListCommand("LIST"), new ListCommand("LSUB"), new StatusCommand(), new CreateCommand(), new DeleteCommand(), new RenameCommand(),
        new SubscribeCommand("SUBSCRIBE", subscribes: true), new SubscribeCommand("UNSUBSCRIBE", subscribes: false),
        new SelectCommand("SELECT", readOnly: false), new SelectCommand("EXAMINE", readOnly: true), new CloseCommand(), new UnselectCommand(),
        new AppendCommand(), new IdleCommand(),
        new FetchCommand(byUid: false), new FetchCommand(byUid: true),
        new StoreCommand(byUid: false), new StoreCommand(byUid: true),
        new SearchCommand(byUid: false), new SearchCommand(byUid: true),
        new CopyCommand("COPY", byUid: false), new CopyCommand("COPY", byUid: true), new CopyCommand("MOVE", byUid: false), new CopyCommand("MOVE", byUid: true),
        new ExpungeCommand(byUid: false), new ExpungeCommand(byUid: true),
    }.ToDictionary(command => command.Name, StringComparer.Ordinal);
}
