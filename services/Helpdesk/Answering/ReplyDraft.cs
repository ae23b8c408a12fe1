namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>A reply to be sent by the API.</summary>
/// <param name="Text">The words, without history.</param>
/// <param name="ReplyId">Chosen by the caller, so that repeating a call whose answer was lost sends nothing twice; null for a fresh one.</param>
/// <param name="To">Recipients, each as «name@example.org» or «Name &lt;name@example.org&gt;»; null for those who are to have the answer by the newest mail, and then <paramref name="Cc"/> likewise.</param>
/// <param name="Cc">Recipients of a copy.</param>
/// <param name="Bcc">Recipients whom the others do not see.</param>
/// <param name="Quote">Whether the newest mail is quoted below; true unless told.</param>
/// <param name="Close">Whether the ticket is closed with it; false unless told.</param>
/// <param name="SendAfter">It is not sent before this, which is not over and a year ahead at most; until then it can be cancelled. Null for at once.</param>
/// <param name="ReadReceipt">Whether the recipients' programs are asked to say that it was read; false unless told.</param>
/// <param name="Forward">Whether the ticket is handed on to somebody else rather than answered: «Fwd:», and nothing is quoted but what «text» holds.</param>
/// <param name="Wait">Whether the ticket is put aside with it until an answer comes; false unless told.</param>
/// <param name="Known">The newest mail that the caller knows of, the ticket's «lastMailEntry»; 0 for none. Where a newer one has come, a reply that would close the ticket or put it aside is not taken. Null to ask nothing.</param>
/// <param name="Files">Files, sent to <c>/api/v1/files</c> before.</param>
public sealed record ReplyDraft(
    string? Text,
    Guid? ReplyId = null,
    IReadOnlyList<string>? To = null,
    IReadOnlyList<string>? Cc = null,
    IReadOnlyList<string>? Bcc = null,
    bool? Quote = null,
    bool? Close = null,
    IReadOnlyList<DraftFile>? Files = null,
    DateTimeOffset? SendAfter = null,
    bool? ReadReceipt = null,
    bool? Forward = null,
    bool? Wait = null,
    long? Known = null);
