namespace HelpdeskMail.Fetch.Notifications;

/// <summary>A subscription to the changes of one folder.</summary>
internal sealed class Subscription
{
    /// <summary>Graph's name for it; empty while it is being made.</summary>
    public string SubscriptionId { get; init; } = "";

    /// <summary>When it ends.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Whether Graph wants it renewed now.</summary>
    public bool Renew { get; init; }
}
