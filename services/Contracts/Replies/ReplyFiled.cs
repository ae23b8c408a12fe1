namespace HelpdeskMail.Contracts.Replies;

/// <summary>
/// The Sent folder shows that a reply went out under another Message-ID than ours, as Exchange does it to some. Answers to the reply name that one: the
/// helpdesk keeps it as one of ours beside the first. May come before or after <see cref="ReplySent"/>, and more than once.
/// </summary>
/// <param name="ReplyId">The reply.</param>
/// <param name="MessageId">The Message-ID it really has, without angle brackets.</param>
public sealed record ReplyFiled(Guid ReplyId, string MessageId);
