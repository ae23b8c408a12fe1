namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>A ticket with its thread.</summary>
public sealed record Ticket
{
    /// <summary>Its number.</summary>
    public long Number { get; init; }

    /// <summary>Subject without reply marks.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Where the work stands.</summary>
    public TicketStatus Status { get; init; }

    /// <summary>-1 low, 0 ordinary, 1 high, 2 urgent.</summary>
    public int Priority { get; init; }

    /// <summary>Who works on it; null when nobody does.</summary>
    public Guid? Assignee { get; init; }

    /// <summary>Name of who works on it.</summary>
    public string? AssigneeName { get; init; }

    /// <summary>The system email it came in by and answers leave from.</summary>
    public Guid? SystemEmailId { get; init; }

    /// <summary>Name of who wrote first; empty when only an address is known.</summary>
    public string CustomerName { get; init; } = "";

    /// <summary>Address of who wrote first.</summary>
    public string CustomerAddress { get; init; } = "";

    /// <summary>The older ticket that this one goes on from.</summary>
    public long? Follows { get; init; }

    /// <summary>The ticket that it was merged into and goes on in; null in the ordinary case.</summary>
    public long? MergedInto { get; init; }

    /// <summary>Department it belongs to; empty for none.</summary>
    public string Department { get; init; } = "";

    /// <summary>Since when it is put aside; null when it is not.</summary>
    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>When it comes back whatever happens; null to wait for an answer alone.</summary>
    public DateTimeOffset? WakesAt { get; init; }

    /// <summary>When it was opened.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When something last happened to it.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was closed.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Since when automatic mail does not join it because of a loop; null in the ordinary case.</summary>
    public DateTimeOffset? MutedAt { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>By when it has to be done; null for no time.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Whether a reply was not sent or came back.</summary>
    public bool Attention { get; init; }

    /// <summary>The newest mail from outside; what <see cref="TicketChange.Known"/> compares with. Null while there is none.</summary>
    public long? LastMailEntry { get; init; }

    /// <summary>The newest part of the thread, oldest first: up to <see cref="TicketReader.MostEntries"/> entries.</summary>
    public IReadOnlyList<TicketEntry> Entries { get; init; } = [];

    /// <summary>How many entries are older than <see cref="Entries"/>.</summary>
    public int EarlierEntries { get; init; }

    /// <summary>Who takes part: customers and those they have brought in.</summary>
    public IReadOnlyList<Participant> Participants { get; init; } = [];

    /// <summary>Name to show for who wrote first.</summary>
    public string Customer => CustomerName.Length > 0 ? CustomerName : CustomerAddress.Length > 0 ? CustomerAddress : "Unknown sender";
}
