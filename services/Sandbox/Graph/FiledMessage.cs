namespace HelpdeskMail.Sandbox.Graph;

/// <summary>A message with what Graph knows of it beyond IMAP.</summary>
public sealed record FiledMessage
{
    public required long FolderId { get; init; }

    public required long Uid { get; init; }

    public required long ContentId { get; init; }

    /// <summary>Bytes of the content.</summary>
    public required int Size { get; init; }

    public required string[] Flags { get; init; }

    public string[] Categories { get; init; } = [];

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Stays when the message is moved within its mailbox.</summary>
    public required Guid ItemId { get; init; }

    /// <summary>Another one in each folder.</summary>
    public required Guid EntryId { get; init; }

    /// <summary>Number of the folder's change that made the message what it is.</summary>
    public required long Change { get; init; }

    /// <summary>Number of the folder's change that brought it.</summary>
    public required long Born { get; init; }

    /// <summary>Message-ID without brackets.</summary>
    public string? MessageId { get; init; }

    public bool IsRead => Flags.Contains(@"\Seen", StringComparer.OrdinalIgnoreCase);

    public bool IsDraft => Flags.Contains(@"\Draft", StringComparer.OrdinalIgnoreCase);

    public bool IsFlagged => Flags.Contains(@"\Flagged", StringComparer.OrdinalIgnoreCase);
}
