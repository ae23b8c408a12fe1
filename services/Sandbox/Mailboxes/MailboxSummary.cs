namespace HelpdeskMail.Sandbox.Mailboxes;

/// <summary>A mailbox as the list shows it.</summary>
public sealed record MailboxSummary
{
    public required string Address { get; init; }

    /// <summary>Messages in its inbox.</summary>
    public required int Messages { get; init; }

    public required int Unseen { get; init; }

    public DateTimeOffset? LastAt { get; init; }
}
