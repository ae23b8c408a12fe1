using System.Text.Json;
using HelpdeskMail.Contracts.Replies;

namespace HelpdeskMail.Reply.Queue;

/// <summary>A row of the queue as others see it.</summary>
internal sealed class QueueRow
{
    public Guid ReplyId { get; init; }

    public Guid SystemEmailId { get; init; }

    public string MessageId { get; init; } = "";

    public DateTimeOffset QueuedAt { get; init; }

    public string Content { get; init; } = "";

    public string State { get; init; } = "";

    public int Revision { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset? FirstAttemptAt { get; init; }

    public DateTimeOffset? NextAttemptAt { get; init; }

    public long Fence { get; init; }

    public string Recipients { get; init; } = "[]";

    public string? Reason { get; init; }

    public string? ServerAnswer { get; init; }

    public string? Server { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public DateTimeOffset? UnknownSince { get; init; }

    public int Searches { get; init; }

    public string? TraceParent { get; init; }

    /// <summary>How often its copy was to be seen to.</summary>
    public int FilingAttempts { get; init; }

    /// <summary>Message-ID of the copy in the Sent folder where it is another than ours.</summary>
    public string? UsedMessageId { get; init; }

    /// <summary>Whether the time in which a copy may still turn up was over when the row was taken for a search.</summary>
    public bool WindowOver { get; init; }

    /// <summary>Newest revision of its system email that any replica had heard of when the row was claimed; 0 for none.</summary>
    public int HeardOf { get; init; }

    /// <summary>How often its mailbox had been let go on when the row was claimed.</summary>
    public long Lifts { get; init; }

    /// <summary>Whether its mailbox was held before the row was claimed.</summary>
    public bool WasHeld { get; init; }

    /// <summary>How the last attempt went out, <c>Smtp</c> or <c>Graph</c>; null before the first.</summary>
    public string? Protocol { get; init; }

    /// <summary>The mailbox into whose Sent folder the server of the last attempt files what it takes; empty where it files nothing, null where that was not noted.</summary>
    public string? FiledIn { get; init; }

    /// <summary>Not sent before this; null for at once.</summary>
    public DateTimeOffset? SendAfter { get; init; }

    /// <summary>Whether its words are no longer kept.</summary>
    public bool ContentDropped { get; init; }

    /// <summary>The columns of this type.</summary>
    public const string Columns = $"content::text as content, {ColumnsWithoutContent}";

    /// <summary>What became of a reply, without the reply.</summary>
    public const string ColumnsWithoutContent =
        """
        reply_id, system_email_id, message_id, queued_at, state, revision, attempts, first_attempt_at, next_attempt_at, fence, recipients::text as recipients,
        reason, server_answer, server, sent_at, unknown_since, searches, trace_parent, filing_attempts, used_message_id, protocol, filed_in, send_after, content_dropped
        """;

    /// <summary>The state.</summary>
    public ReplyState StateNow => Enum.Parse<ReplyState>(State);

    /// <summary>The reply.</summary>
    public OutgoingReply Reply => JsonSerializer.Deserialize<OutgoingReply>(Content, JsonSerializerOptions.Web)!;

    /// <summary>What was said of each recipient so far.</summary>
    public IReadOnlyList<RecipientOutcome> Outcomes => JsonSerializer.Deserialize<RecipientOutcome[]>(Recipients, JsonSerializerOptions.Web)!;
}
