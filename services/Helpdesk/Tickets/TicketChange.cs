using System.Text.Json.Serialization;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>A change of a ticket by the API; what is null stays as it is.</summary>
/// <param name="Status">Closes it or opens it again.</param>
/// <param name="Priority">-1 low, 0 ordinary, 1 high, 2 urgent.</param>
/// <param name="Assignee">Who works on it; the empty id <c>00000000-0000-0000-0000-000000000000</c> for nobody.</param>
/// <param name="Attention">False takes the warning off that a reply did not arrive; true is not possible.</param>
public sealed record TicketChange(TicketStatus? Status = null, int? Priority = null, Guid? Assignee = null, bool? Attention = null)
{
    /// <summary>Tags to add.</summary>
    public IReadOnlyList<string>? AddTags { get; init; }

    /// <summary>Tags to take off.</summary>
    public IReadOnlyList<string>? RemoveTags { get; init; }

    /// <summary>By when it has to be done.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>True to have it due at no time.</summary>
    public bool? NotDue { get; init; }

    /// <summary>True puts it aside until an answer comes, or until <see cref="WakesAt"/>; false takes it back among the open ones.</summary>
    public bool? Waiting { get; init; }

    /// <summary>When a ticket that waits comes back whatever happens.</summary>
    public DateTimeOffset? WakesAt { get; init; }

    /// <summary>
    /// The newest mail that whoever asks knows of, as <see cref="Ticket.LastMailEntry"/> says; 0 for none. A ticket with a newer one is neither closed nor put aside, and nothing else of the change is done. Null to ask nothing.
    /// </summary>
    public long? Known { get; init; }

    /// <summary>Whether the ticket is put aside by it.</summary>
    [JsonIgnore]
    public bool Waits => Waiting ?? WakesAt is not null;

    /// <summary>Whether the ticket is closed or put aside by it: nobody looks at it after that.</summary>
    [JsonIgnore]
    public bool PutsAside => Status == TicketStatus.Closed || Waits;

    /// <summary>Department; empty for none.</summary>
    public string? Department { get; init; }

    /// <summary>Most characters of a department's name.</summary>
    internal const int LongestDepartment = 100;

    /// <summary>What is wrong with it, as a code, what it is and what to do; null when it can be carried out.</summary>
    internal (string Code, string What, string Remedy)? Problem() =>
        Priority is < Tickets.Priority.Lowest or > Tickets.Priority.Highest ? ("priority_invalid", $"There is no priority {Priority}.", "Give -1 (low), 0, 1 (high) or 2 (urgent).")
        : Status is { } wanted && !Enum.IsDefined(wanted) ? ("status_invalid", "There is no such status.", "Give Open or Closed.")
        : Attention == true ? ("attention_invalid", "The warning is set by the helpdesk itself.", "Give false to take it off.")
        : Tagging.Problem(AddTags) is { } tags ? ("tags_invalid", tags, $"A tag has up to {Tagging.Longest} characters, and a ticket up to {Tagging.Most} tags.")
        : Pages.TooLong.Line(Translated.Of("The department"), Department, LongestDepartment) is { } department ? ("department_too_long", department, "Give a shorter name.")
        : null;
}
