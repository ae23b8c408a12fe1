namespace HelpdeskMail.Sandbox.Graph;

/// <summary>A folder with the numbers Graph tells of it.</summary>
public sealed record CountedFolder
{
    /// <summary>Negative for the root of a mailbox, which is no folder of IMAP.</summary>
    public required long Id { get; init; }

    public required long MailboxId { get; init; }

    /// <summary>IMAP's path.</summary>
    public required string Name { get; init; }

    public required long UidValidity { get; init; }

    public required long UidNext { get; init; }

    public required bool Subscribed { get; init; }

    public int Total { get; init; }

    public int Unread { get; init; }

    public long Bytes { get; init; }
}
