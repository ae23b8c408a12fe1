namespace HelpdeskMail.OAuth.Alerts;

/// <summary>A telling that is due, taken by this replica for a while.</summary>
internal sealed record DueDelivery
{
    public Guid Id { get; init; }

    public string Channel { get; init; } = "";

    public string Target { get; init; } = "";

    public Guid? WebhookId { get; init; }

    /// <summary>This try included.</summary>
    public int Attempts { get; init; }

    public DateTimeOffset At { get; init; }

    public string Subject { get; init; } = "";

    public string Body { get; init; } = "";

    public string Facts { get; init; } = "";

    /// <summary>The system email it is about, which is not sent by; null for a test.</summary>
    public Guid? About { get; init; }
}
