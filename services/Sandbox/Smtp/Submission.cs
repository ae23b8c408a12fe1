namespace HelpdeskMail.Sandbox.Smtp;

/// <summary>A message that was sent through the Sandbox.</summary>
public sealed record Submission
{
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The mailbox that was signed in.</summary>
    public required string Mailbox { get; init; }

    public required string EnvelopeFrom { get; init; }

    public required string[] Recipients { get; init; }

    /// <summary>Decoded; empty where there is none.</summary>
    public required string Subject { get; init; }

    /// <summary>Without brackets.</summary>
    public string? MessageId { get; init; }

    public required long ContentId { get; init; }

    /// <summary>The conversation it came in, while its log is kept.</summary>
    public Guid? SessionId { get; init; }
}
