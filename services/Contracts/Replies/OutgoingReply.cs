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
/// <param name="Automatic">True for mail that no person wrote (RFC 3834): it is marked by Auto-Submitted, X-Auto-Response-Suppress and Precedence, leaves with an empty envelope sender where the server allows it, and asks for no reports.</param>
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
    DateTimeOffset QueuedAt)
{
    /// <summary>Where answers are to go when not to the system email itself: its address with the ticket's token, where the provider takes plus-addresses. Null for no Reply-To.</summary>
    public ReplyAddress? ReplyTo { get; init; }

    /// <summary>It is not sent before this moment: a time an agent has chosen, or the few seconds in which it may be taken back. Null for at once.</summary>
    public DateTimeOffset? SendAfter { get; init; }

    /// <summary>Whether no copy is to be put into the Sent folder, since those who read it there may not know what it says. A server that files what it takes does so all the same.</summary>
    public bool KeepNoCopy { get; init; }

    /// <summary>From this moment on it is of no use, since a link in it is void: it is not sent any more, and its words are kept nowhere once it is over. Null for a mail that stays of use.</summary>
    public DateTimeOffset? VoidAt { get; init; }

    /// <summary>Whether the readers' programs are asked to say that it was read (RFC 8098). Most leave the answer to their user, many give none.</summary>
    public bool ReadReceipt { get; init; }
}
