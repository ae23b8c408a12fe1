namespace HelpdeskMail.Mail.Mime;

/// <summary>
/// A message to send, in the sender's terms. <see cref="MimeWriter"/> turns it into bytes; the same message gives the same bytes
/// each time, so a retry is recognised as one.
/// </summary>
public sealed record OutgoingMessage
{
    /// <summary>From.</summary>
    public required Mailbox From { get; init; }

    /// <summary>Message-ID without brackets. Make it with <see cref="MessageIdMaker"/> from something that stays the same when sending is retried.</summary>
    public required string MessageId { get; init; }

    /// <summary>Date.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>Subject, any characters; line breaks become blanks.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Sender, where it is not <see cref="From"/>.</summary>
    public Mailbox? Sender { get; init; }

    /// <summary>Reply-To.</summary>
    public IReadOnlyList<Mailbox> ReplyTo { get; init; } = [];

    /// <summary>To.</summary>
    public IReadOnlyList<Mailbox> To { get; init; } = [];

    /// <summary>Cc.</summary>
    public IReadOnlyList<Mailbox> Cc { get; init; } = [];

    /// <summary>Recipients that nobody sees: in <see cref="PreparedMessage.Recipients"/>, never in the bytes.</summary>
    public IReadOnlyList<Mailbox> Bcc { get; init; } = [];

    /// <summary>Ids this answers, without brackets.</summary>
    public IReadOnlyList<string> InReplyTo { get; init; } = [];

    /// <summary>Ids of the conversation, oldest first, without brackets. Of more than 50 the first and the newest are written.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>Plain text; made from <see cref="HtmlBody"/> when null and there is one.</summary>
    public string? TextBody { get; init; }

    /// <summary>HTML; null for a message of plain text.</summary>
    public string? HtmlBody { get; init; }

    /// <summary>Files: those with a ContentId go with the HTML, the others are attachments.</summary>
    public IReadOnlyList<OutgoingFile> Files { get; init; } = [];

    /// <summary>
    /// Further fields, such as Auto-Submitted. A name that is not one, a name the writer fills in itself, or a value with CR, LF or
    /// NUL is refused with <see cref="OutgoingMessageException"/>.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> ExtraHeaders { get; init; } = [];
}
