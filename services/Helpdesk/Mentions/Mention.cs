namespace HelpdeskMail.Helpdesk.Mentions;

/// <summary>A note that names somebody.</summary>
/// <param name="EntryId">The note.</param>
/// <param name="TicketNumber">Its ticket.</param>
/// <param name="Subject">Subject of the ticket.</param>
/// <param name="ByName">Who wrote it.</param>
/// <param name="Text">Its words.</param>
/// <param name="At">When.</param>
/// <param name="Unseen">Whether the one who is named has not seen it.</param>
public sealed record Mention(long EntryId, long TicketNumber, string Subject, string ByName, string Text, DateTimeOffset At, bool Unseen);
