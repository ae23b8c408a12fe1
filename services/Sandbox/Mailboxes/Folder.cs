namespace HelpdeskMail.Sandbox.Mailboxes;

/// <summary>A folder of a mailbox.</summary>
public sealed record Folder
{
    public const string Inbox = "INBOX";
    public const string SentItems = "Sent Items";
    public const string DeletedItems = "Deleted Items";
    public const string Drafts = "Drafts";

    /// <summary>What every mailbox starts with: Exchange's English names that IMAP clients see.</summary>
    public static readonly IReadOnlyList<string> Initial = [Inbox, "Archive", DeletedItems, Drafts, "Junk Email", SentItems];

    public required long Id { get; init; }

    public required long MailboxId { get; init; }

    /// <summary>Path with <c>/</c> between levels; the inbox is <c>INBOX</c> in upper case.</summary>
    public required string Name { get; init; }

    public required long UidValidity { get; init; }

    public required long UidNext { get; init; }

    public required bool Subscribed { get; init; }
}
