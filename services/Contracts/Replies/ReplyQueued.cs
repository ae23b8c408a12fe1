namespace HelpdeskMail.Contracts.Replies;

/// <summary>
/// A reply is committed in the helpdesk and waits to be sent. A nudge: the Reply service asks the helpdesk for the content (<see cref="OutgoingReply"/>),
/// and the helpdesk repeats the nudge until it hears of the reply's state.
/// </summary>
/// <param name="ReplyId">The reply.</param>
public sealed record ReplyQueued(Guid ReplyId);
