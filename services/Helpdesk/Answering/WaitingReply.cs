using HelpdeskMail.Contracts.Replies;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>A reply that is not sent.</summary>
public sealed record WaitingReply
{
    /// <summary>The reply.</summary>
    public Guid ReplyId { get; init; }

    /// <summary>Its ticket.</summary>
    public long TicketNumber { get; init; }

    /// <summary>Its entry.</summary>
    public long EntryId { get; init; }

    /// <summary>Subject of the ticket.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Who wrote it.</summary>
    public string AuthorName { get; init; } = "";

    /// <summary>Where it leaves from; null when that is not known.</summary>
    public string? SystemEmailAddress { get; init; }

    /// <summary>Where it stands.</summary>
    public ReplyState State { get; init; }

    /// <summary>Attempts made so far.</summary>
    public int Attempts { get; init; }

    /// <summary>When the next one is due.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>What the last attempt met.</summary>
    public string? Reason { get; init; }

    /// <summary>It does not leave before this; null for at once.</summary>
    public DateTimeOffset? SendAfter { get; init; }

    /// <summary>When the agent sent it.</summary>
    public DateTimeOffset QueuedAt { get; init; }

    /// <summary>Whether the Reply service has taken it over.</summary>
    public bool TakenOver { get; init; }
}
