namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>A draft to be kept by the API.</summary>
/// <param name="ReplyId">The reply it will become; null for a fresh one.</param>
/// <param name="To">To, as typed, finished or not.</param>
/// <param name="Cc">Cc, likewise.</param>
/// <param name="Bcc">Bcc, likewise.</param>
/// <param name="Text">The words, in Markdown.</param>
/// <param name="Forward">Whether it hands a mail on, rather than answering it.</param>
public sealed record DraftWords(Guid? ReplyId, string? To, string? Cc, string? Bcc, string? Text, bool? Forward);
