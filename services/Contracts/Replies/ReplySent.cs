namespace HelpdeskMail.Contracts.Replies;

/// <summary>A server has taken the reply.</summary>
/// <param name="ReplyId">The reply.</param>
/// <param name="Revision">Grows with each change of the reply's row.</param>
/// <param name="SentAt">When the server answered.</param>
/// <param name="Server">Host name and port of the server.</param>
/// <param name="Recipients">What it said of each recipient.</param>
public sealed record ReplySent(Guid ReplyId, int Revision, DateTimeOffset SentAt, string Server, IReadOnlyList<RecipientOutcome> Recipients);
