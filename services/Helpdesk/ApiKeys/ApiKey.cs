using HelpdeskMail.Helpdesk.People;

namespace HelpdeskMail.Helpdesk.ApiKeys;

/// <summary>A key as it may be shown.</summary>
public sealed record ApiKey
{
    /// <summary>The key's own id.</summary>
    public Guid Id { get; init; }

    /// <summary>What it is for.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its beginning and end.</summary>
    public string Hint { get; init; } = "";

    /// <summary>What it opens.</summary>
    public Role Role { get; init; }

    /// <summary>Whether it only reads.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Name of the person it acts for.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last used, to the minute.</summary>
    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>When it was ended.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
}
