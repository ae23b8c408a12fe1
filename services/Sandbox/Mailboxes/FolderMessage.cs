namespace HelpdeskMail.Sandbox.Mailboxes;

/// <summary>A message's place in a folder, without its content.</summary>
public sealed record FolderMessage
{
    public required long FolderId { get; init; }

    public required long Uid { get; init; }

    public required long ContentId { get; init; }

    /// <summary>Bytes of the content.</summary>
    public required int Size { get; init; }

    /// <summary>System flags with their backslash, and <c>$MDNSent</c>.</summary>
    public required string[] Flags { get; init; }

    public bool Recent { get; init; }

    /// <summary>IMAP's INTERNALDATE.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}
