namespace HelpdeskMail.Fetch.Leases;

/// <summary>What others have asked of whoever works a mailbox.</summary>
internal sealed class MailboxNews
{
    public Guid SystemEmailId { get; init; }

    /// <summary>Newest revision of the system email that somebody has heard of.</summary>
    public int SettingsRevision { get; init; }

    /// <summary>When a look at the mailbox was asked for; null when it was not.</summary>
    public DateTimeOffset? WantedAt { get; init; }

    /// <summary>Whether fetching is paused.</summary>
    public bool Paused { get; init; }
}
