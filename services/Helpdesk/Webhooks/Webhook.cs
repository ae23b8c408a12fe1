namespace HelpdeskMail.Helpdesk.Webhooks;

/// <summary>An address that is told what happens.</summary>
public sealed record Webhook
{
    /// <summary>The webhook.</summary>
    public Guid Id { get; init; }

    /// <summary>What it is for.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where it is told.</summary>
    public string Address { get; init; } = "";

    /// <summary>What it is told of; see <see cref="WebhookEvents"/>.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>Whether it is told at all.</summary>
    public bool Enabled { get; init; }

    /// <summary>When it was added.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>How many events wait for it to answer.</summary>
    public int Waiting { get; init; }

    /// <summary>How many were given up.</summary>
    public int GivenUp { get; init; }

    /// <summary>What was met when an event that waits was last tried; null when none of them was, or all is delivered.</summary>
    public string? LastFailure { get; init; }
}
