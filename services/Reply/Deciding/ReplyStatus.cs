using HelpdeskMail.Contracts.Replies;

namespace HelpdeskMail.Reply.Deciding;

/// <summary>How a reply stands (<c>GET /internal/replies/{id}</c>, and the answer to each decision).</summary>
/// <param name="ReplyId">The reply.</param>
/// <param name="SystemEmailId">The system email it leaves from.</param>
/// <param name="TicketNumber">Its ticket.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Revision">Grows with each change.</param>
/// <param name="Attempts">Attempts so far.</param>
/// <param name="QueuedAt">When the agent sent it.</param>
/// <param name="NextAttemptAt">When the next attempt, or the next search, is due; null when a person has to decide or it is over.</param>
/// <param name="Reason">What it met, in words for an agent.</param>
/// <param name="ServerAnswer">The server's own words.</param>
/// <param name="Recipients">What was said of each recipient so far.</param>
public sealed record ReplyStatus(
    Guid ReplyId,
    Guid SystemEmailId,
    long TicketNumber,
    ReplyState State,
    int Revision,
    int Attempts,
    DateTimeOffset QueuedAt,
    DateTimeOffset? NextAttemptAt,
    string? Reason,
    string? ServerAnswer,
    IReadOnlyList<RecipientOutcome> Recipients);
