using HelpdeskMail.Contracts.Replies;

namespace HelpdeskMail.Reply.Queue;

/// <summary>How an attempt ended.</summary>
/// <param name="State">The row's next state.</param>
/// <param name="Recipients">What was said of each recipient so far.</param>
/// <param name="Reason">What it met, in words for an agent; null when all went well.</param>
/// <param name="ServerAnswer">The server's own words; null when none answered.</param>
/// <param name="Pause">Until the next attempt, or the next search; null when none is planned.</param>
/// <param name="SeeToCopy">Whether its copy in the Sent folder is to be seen to.</param>
/// <param name="WaitsForMailbox">Whether the pause is because of the mailbox: it ends as soon as that is mended.</param>
internal sealed record AttemptOutcome(
    ReplyState State, IReadOnlyList<RecipientOutcome> Recipients, string? Reason, string? ServerAnswer, TimeSpan? Pause, bool SeeToCopy = false, bool WaitsForMailbox = false);
