namespace HelpdeskMail.Helpdesk.Rules;

/// <summary>What a rule does. Refusing and letting in end the search; everything else is gathered over all rules that match, the first one counting.</summary>
public sealed record RuleActions
{
    /// <summary>The mail becomes no entry; it is kept and listed with the rule's name.</summary>
    public bool Refuse { get; init; }

    /// <summary>The mail is let in, whatever later rules say: an allow list.</summary>
    public bool Allow { get; init; }

    /// <summary>Department of a new ticket; null to leave it.</summary>
    public string? Department { get; init; }

    /// <summary>Priority of a new ticket, -1 to 2; null to leave it.</summary>
    public int? Priority { get; init; }

    /// <summary>Tags that a new ticket gets.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Who gets a new ticket; null to leave it.</summary>
    public Guid? Assignee { get; init; }
}
