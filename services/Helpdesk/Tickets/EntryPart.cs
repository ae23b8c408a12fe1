namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>A part of a thread.</summary>
/// <param name="Entries">Its entries, oldest first.</param>
/// <param name="Earlier">How many there are before them.</param>
/// <param name="Later">How many there are after them.</param>
public sealed record EntryPart(IReadOnlyList<TicketEntry> Entries, int Earlier, int Later);
