using HelpdeskMail.Helpdesk.Tickets;

namespace HelpdeskMail.Helpdesk.Merging;

/// <summary>A ticket as it stood when its entries were regrouped.</summary>
internal sealed record RegroupedTicket
{
    public long Number { get; init; }

    public string Subject { get; init; } = "";

    public TicketStatus Status { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public long? MergedInto { get; init; }

    public DateTimeOffset? WaitingSince { get; init; }

    public DateTimeOffset? WakesAt { get; init; }
}
