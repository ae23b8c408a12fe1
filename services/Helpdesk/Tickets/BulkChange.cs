namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>One change of many tickets; what is null stays as it is.</summary>
/// <param name="Numbers">The tickets, up to <see cref="Most"/>.</param>
/// <param name="Change">What is set on each.</param>
public sealed record BulkChange(IReadOnlyList<long> Numbers, TicketChange Change)
{
    /// <summary>The newest mail of each ticket that whoever asks knows of (<see cref="TicketLine.LastMailEntry"/>), by number: one that has a newer one is neither closed nor put aside. Null, or nothing of a ticket, to ask nothing.</summary>
    public IReadOnlyDictionary<long, long>? Known { get; init; }

    /// <summary>Most tickets of one change.</summary>
    public const int Most = 500;
}
