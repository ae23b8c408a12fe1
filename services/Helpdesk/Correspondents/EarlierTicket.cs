using HelpdeskMail.Helpdesk.Tickets;

namespace HelpdeskMail.Helpdesk.Correspondents;

/// <summary>A ticket of somebody's.</summary>
public sealed record EarlierTicket
{
    /// <summary>Its number.</summary>
    public long Number { get; init; }

    /// <summary>Its subject.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Where the work stands.</summary>
    public TicketStatus Status { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset LastEntryAt { get; init; }
}
