namespace HelpdeskMail.Helpdesk.Merging;

/// <summary>Entries that somebody has moved from one ticket to another.</summary>
public sealed record Regrouping
{
    /// <summary>Its number, by which it is undone.</summary>
    public long Id { get; init; }

    /// <summary>What was done.</summary>
    public RegroupingKind Kind { get; init; }

    /// <summary>The ticket that the entries were in.</summary>
    public long Source { get; init; }

    /// <summary>The ticket that they went to.</summary>
    public long Target { get; init; }

    /// <summary>Name of who did it.</summary>
    public string ByName { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>How many entries were moved.</summary>
    public int Entries { get; init; }

    /// <summary>When it was undone; null while it holds.</summary>
    public DateTimeOffset? UndoneAt { get; init; }

    /// <summary>Name of who undid it.</summary>
    public string? UndoneBy { get; init; }

    /// <summary>The same in English words, for the entry that tells of undoing it.</summary>
    public string Words => Kind switch
    {
        RegroupingKind.Merge => $"#{Source} was merged into #{Target}",
        RegroupingKind.Split => $"#{Target} was split off from #{Source}",
        _ => $"A mail was moved from #{Source} to #{Target}",
    };
}
