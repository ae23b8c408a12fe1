using HelpdeskMail.Contracts.Replies;

namespace HelpdeskMail.Reply.Queue;

/// <summary>The right to send a reply, until another worker claims it.</summary>
/// <param name="Reply">What is to be sent.</param>
/// <param name="Holder">The replica that claimed it.</param>
/// <param name="Fence">Number of the claim.</param>
/// <param name="Attempts">Attempts made before this one.</param>
/// <param name="FirstAttemptAt">When the first one was made; null before it.</param>
/// <param name="Recipients">What was said of each recipient so far.</param>
/// <param name="TraceParent">The trace it was queued in.</param>
/// <param name="HeardOf">Newest revision of its system email that any replica has heard of; 0 for none.</param>
/// <param name="Lifts">How often its mailbox had been let go on.</param>
/// <param name="MailboxWasHeld">Whether its mailbox was held before: the first reply that gets through lets the others go.</param>
/// <param name="LimitsCounted">Whether the limits of its mailbox were known, and so held to, when it was claimed.</param>
internal sealed record Claim(
    OutgoingReply Reply, Guid Holder, long Fence, int Attempts, DateTimeOffset? FirstAttemptAt, IReadOnlyList<RecipientOutcome> Recipients, string? TraceParent, int HeardOf = 0, long Lifts = 0, bool MailboxWasHeld = false, bool LimitsCounted = true);
