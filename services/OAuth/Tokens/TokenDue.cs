namespace HelpdeskMail.OAuth.Tokens;

/// <summary>What decides whether a token is renewed now.</summary>
public sealed record TokenDue
{
    /// <summary>The system email.</summary>
    public Guid SystemEmailId { get; init; }

    /// <summary>The service.</summary>
    public string Resource { get; init; } = "";

    /// <summary>Whether there is an access token.</summary>
    public bool HasToken { get; init; }

    /// <summary>When a fresh one is due.</summary>
    public DateTimeOffset? RefreshDueAt { get; init; }

    /// <summary>Whether the last try failed.</summary>
    public bool Failed { get; init; }

    /// <summary>Whether it failed by something that time alone does not mend.</summary>
    public bool Refused { get; init; }

    /// <summary>When it is tried again; null when somebody has to act first.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Whether it is to be renewed now: due, and not waiting for a person or a pause.</summary>
    public bool IsDue(DateTimeOffset now) => (!HasToken || RefreshDueAt <= now) && (!Failed || RetryAt <= now);
}
