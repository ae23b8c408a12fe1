namespace HelpdeskMail.Helpdesk.FailedMail;

/// <summary>Mail that became no ticket entry.</summary>
public sealed record KeptMail
{
    /// <summary>Receipt of the MailStore.</summary>
    public long ReceiptId { get; init; }

    /// <summary>One of <see cref="Intake.KeptReason"/>.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The reason in a sentence.</summary>
    public string? Explanation { get; init; }

    /// <summary>Address it is from; empty when it does not say.</summary>
    public string Sender { get; init; } = "";

    /// <summary>Subject as written.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Size in bytes.</summary>
    public long Size { get; init; }

    /// <summary>When it arrived at its server.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When it was last handled here.</summary>
    public DateTimeOffset HandledAt { get; init; }

    /// <summary>Address of the system email it came in by; null when that is not known.</summary>
    public string? SystemEmailAddress { get; init; }

    /// <summary>Whether the whole message is kept, or its header at most.</summary>
    public bool HasSource { get; init; }
}
