namespace HelpdeskMail.Contracts.SystemEmails;

/// <summary>How the mail of a system email is read.</summary>
/// <param name="Protocol">The protocol.</param>
/// <param name="Server">Server and its protection.</param>
/// <param name="Folder">Folder to watch, <c>INBOX</c>.</param>
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
    long MaxMessageSize);
