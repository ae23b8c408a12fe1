namespace HelpdeskMail.Contracts.Replies;

/// <summary>How sending from one mailbox fares (<c>GET /internal/mailboxes</c> of the Reply service).</summary>
public sealed record MailboxTraffic
{
    /// <summary>The system email.</summary>
    public Guid SystemEmailId { get; init; }

    /// <summary>Replies waiting for their time or turn.</summary>
    public int Waiting { get; init; }

    /// <summary>Of these, those that an agent has put off to a later time.</summary>
    public int Scheduled { get; init; }

    /// <summary>Replies being handed over now.</summary>
    public int Sending { get; init; }

    /// <summary>Replies given up.</summary>
    public int Failed { get; init; }

    /// <summary>Replies of which nobody knows yet whether they were taken.</summary>
    public int Unknown { get; init; }

    /// <summary>When the oldest one that is due was queued; null for none.</summary>
    public DateTimeOffset? Oldest { get; init; }

    /// <summary>Messages begun within the last minute.</summary>
    public int LastMinute { get; init; }

    /// <summary>Messages begun within the last hour.</summary>
    public int LastHour { get; init; }

    /// <summary>Recipients within the last 24 hours.</summary>
    public int RecipientsToday { get; init; }

    /// <summary>Why nothing leaves at present; null when it does.</summary>
    public string? HeldBecause { get; init; }

    /// <summary>When it is tried again.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>A way out that cannot be used at present, so that the other one is taken, and why; null for none.</summary>
    public string? ClosedWay { get; init; }

    /// <summary>Largest message that its server takes, in bytes, as it last said; null when that is not known.</summary>
    public long? MaxMessageSize { get; init; }
}
