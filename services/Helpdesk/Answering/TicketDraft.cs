namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>A ticket to be opened by the API with a mail to somebody who has not written yet.</summary>
/// <param name="Mailbox">System email that it is sent from and that answers come to.</param>
/// <param name="Subject">Subject, without the ticket's number, which is added.</param>
/// <param name="To">Recipients, each as «name@example.org» or «Name &lt;name@example.org&gt;»; the first is the ticket's customer.</param>
/// <param name="Text">The words, in Markdown.</param>
/// <param name="ReplyId">Chosen by the caller, so that repeating a call whose answer was lost opens and sends nothing twice; null for a fresh one.</param>
/// <param name="Cc">Recipients of a copy.</param>
/// <param name="Bcc">Recipients whom the others do not see.</param>
/// <param name="SendAfter">It is not sent before this, which is not over and a year ahead at most; null for at once.</param>
public sealed record TicketDraft(
    Guid Mailbox, string? Subject, IReadOnlyList<string>? To, string? Text, Guid? ReplyId = null, IReadOnlyList<string>? Cc = null, IReadOnlyList<string>? Bcc = null, DateTimeOffset? SendAfter = null);
