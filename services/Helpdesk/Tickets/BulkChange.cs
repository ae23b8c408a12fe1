namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>One change of many tickets; what is null stays as it is.</summary>
/// <param name="Numbers">The tickets, up to <see cref="Most"/>.</param>
/// <param name="Change">What is set on each.</param>
public sealed record BulkChange(IReadOnlyList<long> Numbers, TicketChange Change)
{
    /// <summary>Most tickets of one change.</summary>
    public const int Most = 500;
}
