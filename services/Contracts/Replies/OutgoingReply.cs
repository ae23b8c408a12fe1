namespace HelpdeskMail.Contracts.Replies;

/// <summary>A reply as the helpdesk hands it to the Reply service (<c>GET /internal/replies/{id}</c>). It never changes once it is queued.</summary>
/// <param name="ReplyId">The reply.</param>
/// <param name="TicketNumber">Number of the ticket, as shown in the subject.</param>
/// <param name="SystemEmailId">The system email it leaves from.</param>
/// <param name="MessageId">Its Message-ID without angle brackets, made by the helpdesk and already known to the entry.</param>
/// <param name="InReplyTo">Message-ID it answers, without brackets; null for the first mail of a ticket.</param>
/// <param name="References">Message-IDs of the thread, oldest first, without brackets.</param>
/// <param name="To">Recipients shown in To.</param>
/// <param name="Cc">Recipients shown in Cc.</param>
/// <param name="Bcc">Recipients shown nowhere.</param>
/// <param name="Subject">Subject, already with its prefix and ticket token.</param>
/// <param name="Text">Plain text, complete: signature and quoted history included.</param>
/// <param name="Html">The same words in HTML; null to send plain text only.</param>
/// <param name="Attachments">Files, in order.</param>
/// <param name="Automatic">True for mail that no person wrote; it is marked by Auto-Submitted and leaves with an empty envelope sender.</param>
/// <param name="QueuedAt">When the agent sent it.</param>
public sealed record OutgoingReply(
    Guid ReplyId,
    long TicketNumber,
    Guid SystemEmailId,
    string MessageId,
    string? InReplyTo,
    IReadOnlyList<string> References,
    IReadOnlyList<ReplyAddress> To,
    IReadOnlyList<ReplyAddress> Cc,
    IReadOnlyList<ReplyAddress> Bcc,
    string Subject,
    string Text,
    string? Html,
    IReadOnlyList<ReplyAttachment> Attachments,
    bool Automatic,
    DateTimeOffset QueuedAt);
