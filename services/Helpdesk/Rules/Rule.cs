namespace HelpdeskMail.Helpdesk.Rules;

/// <summary>What is done with mail of some kind when it comes in.</summary>
public sealed record Rule
{
    /// <summary>The rule.</summary>
    public Guid Id { get; init; }

    /// <summary>The mailbox it is for; null for all.</summary>
    public Guid? SystemEmailId { get; init; }

    /// <summary>Rules are tried in this order.</summary>
    public int Position { get; init; }

    /// <summary>What it is for, in a few words.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether it is tried at all.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>All of them have to hold; at least one.</summary>
    public IReadOnlyList<RuleCondition> Conditions { get; init; } = [];

    /// <summary>What it does.</summary>
    public RuleActions Actions { get; init; } = new();

    /// <summary>How many mails it has matched.</summary>
    public long Matches { get; init; }

    /// <summary>When it last matched one.</summary>
    public DateTimeOffset? MatchedAt { get; init; }
}
