namespace HelpdeskMail.Helpdesk.Webhooks;

/// <summary>A delivery that was claimed to be tried now.</summary>
internal sealed record DueDelivery
{
    public Guid Id { get; init; }

    public Guid WebhookId { get; init; }

    public string Address { get; init; } = "";

    /// <summary>The secret as it is sealed.</summary>
    public string Secret { get; init; } = "";

    public int Attempts { get; init; }

    /// <summary>Until when nobody else tries it. No other claim ends at that moment, so an answer that comes after the delivery was claimed anew is known by it.</summary>
    public DateTimeOffset LeasedUntil { get; init; }

    public string Event { get; init; } = "";

    public DateTimeOffset At { get; init; }

    public string? State { get; init; }

    public Guid? ReplyId { get; init; }

    public long? TicketNumber { get; init; }

    public string? Subject { get; init; }

    public string? Status { get; init; }

    public int? Priority { get; init; }

    public string[]? Tags { get; init; }

    public string? CustomerName { get; init; }

    public string? CustomerAddress { get; init; }

    public long? EntryId { get; init; }

    public string? EntryKind { get; init; }

    public string? AuthorName { get; init; }

    /// <summary>The body: what happened, to what, and where to ask for more. Words of mails are not in it; they are had by the API.</summary>
    public object ToBody() => new
    {
        id = Id,
        @event = Event,
        at = At,
        ticket = TicketNumber is null ? null : new { number = TicketNumber, subject = Subject, status = Status, priority = Priority, tags = Tags, customer = new { name = CustomerName, address = CustomerAddress } },
        entry = EntryId is null ? null : new { id = EntryId, kind = EntryKind, author = AuthorName },
        reply = ReplyId is null ? null : new { id = ReplyId, state = State },
        status = Event == WebhookEvents.StatusChanged ? State : null,
    };
}
