namespace HelpdeskMail.Helpdesk.Webhooks;

/// <summary>What webhooks can be told of. Closed set of names, as they stand in requests.</summary>
public static class WebhookEvents
{
    /// <summary>A ticket was opened.</summary>
    public const string TicketCreated = "ticket.created";

    /// <summary>A mail, reply, note or report was added to a ticket.</summary>
    public const string EntryAdded = "entry.added";

    /// <summary>A ticket was closed or opened again.</summary>
    public const string StatusChanged = "ticket.status_changed";

    /// <summary>A reply was queued, sent, given up, or nobody knows.</summary>
    public const string ReplyState = "reply.state_changed";

    /// <summary>A person wants to see whether the webhook answers.</summary>
    public const string Ping = "ping";

    /// <summary>Those that can be asked for.</summary>
    public static IReadOnlyList<string> All { get; } = [TicketCreated, EntryAdded, StatusChanged, ReplyState];
}
