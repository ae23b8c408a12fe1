using HelpdeskMail.Contracts.Replies;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>What an agent has begun to write in a ticket. Address fields are kept as typed, finished or not.</summary>
/// <param name="ReplyId">The reply it will become: sending it twice sends it once.</param>
/// <param name="To">To, as typed.</param>
/// <param name="Cc">Cc, as typed.</param>
/// <param name="Bcc">Bcc, as typed.</param>
/// <param name="Text">The words.</param>
/// <param name="Files">Files added so far.</param>
/// <param name="SavedAt">When it was last kept; null for a fresh one.</param>
public sealed record Draft(Guid ReplyId, string To, string Cc, string Bcc, string Text, IReadOnlyList<ReplyAttachment> Files, DateTimeOffset? SavedAt)
{
    /// <summary>Whether it hands a mail on, rather than answering it.</summary>
    public bool Forward { get; init; }
}
