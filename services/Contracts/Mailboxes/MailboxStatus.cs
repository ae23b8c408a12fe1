using HelpdeskMail.Contracts.SystemEmails;

namespace HelpdeskMail.Contracts.Mailboxes;

/// <summary>How a mailbox stands (<c>GET /internal/mailboxes</c> of the Fetch service).</summary>
/// <param name="SystemEmailId">The system email.</param>
/// <param name="Activity">What happens now.</param>
/// <param name="LookedAt">Last look, whether it went well or not.</param>
/// <param name="SucceededAt">Last look that went well.</param>
/// <param name="FailedAt">Last interruption.</param>
/// <param name="LastMessageAt">When a message was last stored.</param>
/// <param name="Stored">Messages stored since it was linked.</param>
/// <param name="PassedOver">Messages that could not be read and are listed with their reason.</param>
/// <param name="PendingActions">Stored messages that are still to be marked, moved or deleted on the server.</param>
/// <param name="Failures">Interruptions since the last look that went well.</param>
/// <param name="Problem">The present problem; null when there is none.</param>
public sealed record MailboxStatus(
    Guid SystemEmailId,
    MailboxActivity Activity,
    DateTimeOffset? LookedAt,
    DateTimeOffset? SucceededAt,
    DateTimeOffset? FailedAt,
    DateTimeOffset? LastMessageAt,
    long Stored,
    int PassedOver,
    int PendingActions,
    int Failures,
    MailboxProblem? Problem)
{
    /// <summary>Messages that were found and are still to be taken.</summary>
    public int Waiting { get; init; }

    /// <summary>When fetching was paused; null when it is not.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>Who paused it.</summary>
    public string? PausedBy { get; init; }

    /// <summary>From the arrival of the last stored message at its server to its commit; null where that is not known.</summary>
    public TimeSpan? Lag { get; init; }
}
