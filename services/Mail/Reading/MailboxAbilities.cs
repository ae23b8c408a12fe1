namespace HelpdeskMail.Mail.Reading;

/// <summary>What a mailbox can do; a call without its ability fails with <see cref="Failures.MailFailureKind.NotSupported"/>, except where <see cref="IMailbox"/> says otherwise.</summary>
[Flags]
public enum MailboxAbilities
{
    /// <summary>Reading and deleting only (POP3).</summary>
    None = 0,

    /// <summary>Read marks.</summary>
    Marks = 1,

    /// <summary>Folders: listing, opening others than the inbox, moving, appending, searching.</summary>
    Folders = 2,

    /// <summary>The server tells of changes by itself.</summary>
    Waiting = 4,

    /// <summary>Deletions count only once <see cref="IMailbox.CloseAsync"/> has been answered (POP3).</summary>
    DeletesOnClose = 8,
}
