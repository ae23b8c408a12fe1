namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Part of a list of tickets, last changed first.</summary>
/// <param name="Tickets">The tickets.</param>
/// <param name="Next">Cursor of the next part; null at the end.</param>
public sealed record TicketListPage(IReadOnlyList<TicketLine> Tickets, string? Next);
