using HelpdeskMail.Contracts.Replies;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>How far a reply has come.</summary>
/// <param name="ReplyId">The reply.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Attempts">Attempts made so far.</param>
/// <param name="NextAttemptAt">When the next one is due; null when none is planned.</param>
/// <param name="Reason">What the last attempt met, in words for an agent.</param>
/// <param name="ServerAnswer">The server's own words.</param>
/// <param name="Server">The server that took it.</param>
/// <param name="SentAt">When it took it.</param>
/// <param name="QueuedAt">When the agent sent it.</param>
/// <param name="Recipients">What is known of each recipient.</param>
public sealed record SendingState(
    Guid ReplyId,
    ReplyState State,
    int Attempts,
    DateTimeOffset? NextAttemptAt,
    string? Reason,
    string? ServerAnswer,
    string? Server,
    DateTimeOffset? SentAt,
    DateTimeOffset QueuedAt,
    IReadOnlyList<RecipientDelivery> Recipients)
{
    /// <summary>It does not leave before this; null for at once.</summary>
    public DateTimeOffset? SendAfter { get; init; }

    /// <summary>Whether an agent has taken it back: it was not sent and will not be.</summary>
    public bool TakenBack { get; init; }

    /// <summary>Whether it may be taken back: it waits, or was given up, and nobody has got it.</summary>
    public bool CanTakeBack => !TakenBack && State is ReplyState.Queued or ReplyState.Failed && Recipients.All(recipient => recipient.State == RecipientState.Refused);
}
