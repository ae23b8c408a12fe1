namespace HelpdeskMail.Contracts.Replies;

/// <summary>A reply has been taken over, or an attempt to send it did not end it. The helpdesk shows the state and stops nudging.</summary>
/// <param name="ReplyId">The reply.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Revision">Grows with each change of the reply's row; an older one that arrives late is passed over.</param>
/// <param name="Attempts">Attempts made so far.</param>
/// <param name="NextAttemptAt">When the next one is due; null when none is planned.</param>
/// <param name="Reason">What the last attempt met, in words for an agent; null when nothing did.</param>
public sealed record ReplyProgressed(Guid ReplyId, ReplyState State, int Revision, int Attempts, DateTimeOffset? NextAttemptAt, string? Reason)
{
    /// <summary>Recipients of which the last word is known already, while others are tried again: those that have it, and those refused for good.</summary>
    public IReadOnlyList<RecipientOutcome> Recipients { get; init; } = [];
}
