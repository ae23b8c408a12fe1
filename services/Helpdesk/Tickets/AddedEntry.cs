namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>An entry that was added.</summary>
/// <param name="TicketNumber">The ticket.</param>
/// <param name="EntryId">The entry.</param>
public sealed record AddedEntry(long TicketNumber, long EntryId);
