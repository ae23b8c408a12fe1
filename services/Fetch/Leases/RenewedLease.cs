namespace HelpdeskMail.Fetch.Leases;

/// <summary>A lease after its renewal, with what others have asked of its holder meanwhile.</summary>
internal sealed class RenewedLease
{
    public Guid SystemEmailId { get; init; }

    public long Fence { get; init; }

    /// <summary>Newest revision of the system email that somebody has heard of.</summary>
    public int SettingsRevision { get; init; }

    /// <summary>When a look at the mailbox was asked for; null when it was not.</summary>
    public DateTimeOffset? WantedAt { get; init; }
}
