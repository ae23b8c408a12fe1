namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Part of a list of tickets, last changed first.</summary>
/// <param name="Tickets">The tickets.</param>
/// <param name="Next">
/// Cursor of the next part; null at the end. A search for common words looks through <see cref="TicketList.LongestWalk"/> tickets at a time, so that a part may
/// be short, or empty, and go on all the same.
/// </param>
public sealed record TicketListPage(IReadOnlyList<TicketLine> Tickets, string? Next);
