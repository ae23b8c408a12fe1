namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>A ticket as a list shows it.</summary>
public sealed record TicketLine
{
    /// <summary>Its number.</summary>
    public long Number { get; init; }

    /// <summary>Subject without reply marks.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Where the work stands.</summary>
    public TicketStatus Status { get; init; }

    /// <summary>Name of who wrote first; empty when only an address is known.</summary>
    public string CustomerName { get; init; } = "";

    /// <summary>Address of who wrote first.</summary>
    public string CustomerAddress { get; init; } = "";

    /// <summary>Who works on it; null when nobody does.</summary>
    public Guid? Assignee { get; init; }

    /// <summary>Name of who works on it.</summary>
    public string? AssigneeName { get; init; }

    /// <summary>The system email it came in by.</summary>
    public Guid? SystemEmailId { get; init; }

    /// <summary>Address of that system email; null when it is not known (yet).</summary>
    public string? SystemEmailAddress { get; init; }

    /// <summary>When the last mail, reply or note was added.</summary>
    public DateTimeOffset LastEntryAt { get; init; }

    /// <summary>What that was.</summary>
    public EntryKind LastEntryKind { get; init; }

    /// <summary>How that begins.</summary>
    public string LastWords { get; init; } = "";

    /// <summary>The newest mail from outside; what <see cref="BulkChange.Known"/> compares with. Null while there is none.</summary>
    public long? LastMailEntry { get; init; }

    /// <summary>How many files hang on it.</summary>
    public int Attachments { get; init; }

    /// <summary>Whether a reply was not sent or came back.</summary>
    public bool Attention { get; init; }

    /// <summary>Whether there is mail that the one who asks has not seen.</summary>
    public bool Unread { get; init; }

    /// <summary>-1 low, 0 ordinary, 1 high, 2 urgent.</summary>
    public int Priority { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Department it belongs to; empty for none.</summary>
    public string Department { get; init; } = "";

    /// <summary>When it is due; null when it is not.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Since when it is put aside; null when it is not.</summary>
    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>When it comes back whatever happens; null to wait for an answer alone.</summary>
    public DateTimeOffset? WakesAt { get; init; }

    /// <summary>When it was opened.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The newest entry that a search has found; null where none was.</summary>
    public long? Hit { get; init; }

    /// <summary>A line of that entry with what was searched for; null when it stands elsewhere, such as in a name.</summary>
    public IReadOnlyList<Search.HighlightPart>? Found { get; init; }

    /// <summary>The subject with what was searched for; null when none of it stands there.</summary>
    public IReadOnlyList<Search.HighlightPart>? FoundInSubject { get; init; }

    /// <summary>Name to show for who wrote first.</summary>
    public string Customer => CustomerName.Length > 0 ? CustomerName : CustomerAddress.Length > 0 ? CustomerAddress : "Unknown sender";
}
