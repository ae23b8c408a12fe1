namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Which tickets are listed, and in which order. What is null or empty narrows nothing.</summary>
public sealed record TicketQuery
{
    /// <summary>The selection to begin with.</summary>
    public TicketView View { get; init; } = TicketView.Open;

    /// <summary>What was typed into the search.</summary>
    public string? Search { get; init; }

    /// <summary>System email they came in by.</summary>
    public Guid? Mailbox { get; init; }

    /// <summary>Department.</summary>
    public string? Department { get; init; }

    /// <summary>A tag they have.</summary>
    public string? Tag { get; init; }

    /// <summary>Who works on them.</summary>
    public Guid? Assignee { get; init; }

    /// <summary>Least priority.</summary>
    public int? Priority { get; init; }

    /// <summary>Whether only those with unseen mail are wanted.</summary>
    public bool Unread { get; init; }

    /// <summary>The order.</summary>
    public TicketSort Sort { get; init; }
}
