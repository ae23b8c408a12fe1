namespace HelpdeskMail.Contracts.Replies;

/// <summary>The reply will not be sent without a person's doing.</summary>
/// <param name="ReplyId">The reply.</param>
/// <param name="Revision">Grows with each change of the reply's row.</param>
/// <param name="Reason">What happened and what to do, in words for an agent.</param>
/// <param name="ServerAnswer">The server's own words, secrets removed; null when no server answered.</param>
/// <param name="Recipients">What was said of each recipient, as far as it came to that.</param>
public sealed record ReplyFailed(Guid ReplyId, int Revision, string Reason, string? ServerAnswer, IReadOnlyList<RecipientOutcome> Recipients);
