using HelpdeskMail.Helpdesk.Tickets;

namespace HelpdeskMail.Helpdesk.Merging;

/// <summary>An entry from which a ticket is split off.</summary>
internal sealed record RegroupedEntry
{
    public long Id { get; init; }

    public long TicketNumber { get; init; }

    public EntryKind Kind { get; init; }

    public DateTimeOffset At { get; init; }

    public string? Subject { get; init; }

    public string AuthorName { get; init; } = "";

    public string? AuthorAddress { get; init; }
}
