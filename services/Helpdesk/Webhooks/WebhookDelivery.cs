namespace HelpdeskMail.Helpdesk.Webhooks;

/// <summary>An event on its way to a webhook.</summary>
public sealed record WebhookDelivery
{
    /// <summary>Its id, the same at each try; the receiver knows a repeated one by it.</summary>
    public Guid Id { get; init; }

    /// <summary>What happened; see <see cref="WebhookEvents"/>.</summary>
    public string Event { get; init; } = "";

    /// <summary>The ticket it is about; null for a ping.</summary>
    public long? TicketNumber { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>«Waiting», «Delivered» or «GivenUp».</summary>
    public string State { get; init; } = "";

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>When it is tried next.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>What was met at the last try.</summary>
    public string? Answer { get; init; }

    /// <summary>When it was delivered or given up.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}
