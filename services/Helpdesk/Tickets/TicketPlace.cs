namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>What says where a ticket stands in a list.</summary>
internal sealed record TicketPlace
{
    public TicketPlace()
    {
    }

    public TicketPlace(TicketLine line) => (Number, LastEntryAt, Priority, DueAt) = (line.Number, line.LastEntryAt, line.Priority, line.DueAt);

    public long Number { get; init; }

    public DateTimeOffset LastEntryAt { get; init; }

    public int Priority { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The cursor of the part that begins below it.</summary>
    public TicketCursor Cursor(TicketSort sort) => new(sort == TicketSort.Due ? DueAt ?? default : LastEntryAt, Number, sort == TicketSort.Priority ? Priority : 0);
}
