namespace HelpdeskMail.Contracts.Replies;

/// <summary>A server has taken the reply.</summary>
/// <param name="ReplyId">The reply.</param>
/// <param name="Revision">Grows with each change of the reply's row.</param>
/// <param name="SentAt">When the server answered.</param>
/// <param name="Server">Host name and port of the server.</param>
/// <param name="Recipients">What it said of each recipient.</param>
public sealed record ReplySent(Guid ReplyId, int Revision, DateTimeOffset SentAt, string Server, IReadOnlyList<RecipientOutcome> Recipients)
{
    /// <summary>What an agent should know beside: who was refused, or that it left long after it was written; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The words with which the server took it, its own id for the mail often among them; null when none are known.</summary>
    public string? AcceptedAs { get; init; }
}
