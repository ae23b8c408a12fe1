namespace HelpdeskMail.Contracts.SystemEmails;

/// <summary>How the mail of a system email is read.</summary>
/// <param name="Protocol">The protocol.</param>
/// <param name="Server">Server and its protection. With <see cref="ReceivingProtocol.Graph"/> the service's host and port, <c>graph.microsoft.com</c> and 443.</param>
/// <param name="Folder">Folder to watch, <c>INBOX</c>; with <see cref="ReceivingProtocol.Graph"/> a well-known name or a path of display names.</param>
/// <param name="AfterStoring">What happens to a message on the server once it is committed here.</param>
/// <param name="MoveToFolder">Target of <see cref="AfterStoring.Move"/>, created when missing; else null.</param>
/// <param name="StartFrom">Which messages of a newly linked mailbox are taken.</param>
/// <param name="PollInterval">Pause between two looks at the mailbox; IDLE shortens it where the server has it.</param>
/// <param name="MaxMessageSize">Largest message taken whole, in bytes; of a larger one only its header is kept.</param>
public sealed record ReceivingSettings(
    ReceivingProtocol Protocol,
    ServerSettings Server,
    string Folder,
    AfterStoring AfterStoring,
    string? MoveToFolder,
    StartFrom StartFrom,
    TimeSpan PollInterval,
    long MaxMessageSize)
{
    /// <summary>Folders watched beside <see cref="Folder"/>; none with POP3, which knows no folders.</summary>
    public IReadOnlyList<string> MoreFolders { get; init; } = [];

    /// <summary>With <see cref="StartFrom.Date"/>, the first moment whose messages are taken, by the time the server received them.</summary>
    public DateTimeOffset? StartDate { get; init; }

    /// <summary>Connections held to this mailbox at once, 1 to 10; null for the provider's usual number.</summary>
    public int? MaxConnections { get; init; }
}
