using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.Threading;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Reads one ticket whole.</summary>
public sealed class TicketReader(NpgsqlDataSource database)
{
    /// <summary>The most entries of a thread that are read: the newest.</summary>
    public const int MostEntries = 500;

    private const string Query =
        $"""
        select ticket.number, ticket.subject, ticket.status, ticket.priority, ticket.assignee, person.name as assignee_name, ticket.system_email_id,
               ticket.customer_name, ticket.customer_address, ticket.follows, ticket.merged_into, ticket.department, ticket.muted_at, ticket.tags, ticket.due_at, ticket.waiting_since, ticket.wakes_at, ticket.created_at, ticket.updated_at, ticket.closed_at, ticket.attention
        from ticket left join person on person.id = ticket.assignee
        where ticket.number = @number;

        select * from (
          select entry.id, entry.kind, entry.at, entry.author_id, entry.author_name, entry.author_address, entry.subject, entry.text, entry.html is not null as has_html,
                 entry.recipients::text as recipients, entry.message_id, entry.automatic, entry.evidence_rule, entry.evidence_detail, entry.evidence_conflicts, entry.files_left_out,
                 array(select receipt_id from intake where intake.entry_id = entry.id order by receipt_id) as receipts
          from entry where entry.ticket_number = @number order by entry.at desc, entry.id desc limit @MostEntries) as newest
        order by {EntryOrder.OldestFirst};

        select attachment.id, attachment.entry_id, attachment.content, attachment.file_name, attachment.media_type, attachment.size, attachment.content_id, attachment.inline
        from attachment join entry on entry.id = attachment.entry_id
        where entry.ticket_number = @number order by attachment.entry_id, attachment.position;

        select reply_id, entry_id, state, attempts, next_attempt_at, reason, server_answer, server, sent_at, queued_at, send_after, taken_back
        from outgoing where ticket_number = @number and not superseded;

        select delivery.reply_id, delivery.address, delivery.state, delivery.code, delivery.enhanced_code, delivery.answer, delivery.at
        from delivery join outgoing on outgoing.reply_id = delivery.reply_id
        where outgoing.ticket_number = @number order by delivery.address;

        select address, name, wrote from participant where ticket_number = @number order by wrote desc, address limit 100;
        """;

    /// <summary>A ticket with its thread; null when there is none of that number.</summary>
    public async Task<Ticket?> FindAsync(long number, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var answers = await connection.QueryMultipleAsync(Query, new { number, MostEntries });
        if (await answers.ReadSingleOrDefaultAsync<Ticket?>() is not { } ticket)
        {
            return null;
        }

        var entries = (await answers.ReadAsync<EntryRow>()).AsList();
        var attachments = (await answers.ReadAsync<EntryAttachment>()).ToLookup(file => file.EntryId);
        var outgoing = (await answers.ReadAsync<OutgoingRow>()).ToDictionary(row => row.EntryId);
        var deliveries = (await answers.ReadAsync<DeliveryRow>()).ToLookup(row => row.ReplyId);
        var participants = (await answers.ReadAsync<Participant>()).AsList();
        return ticket with
        {
            Entries = [.. entries.Select(row => row.ToEntry([.. attachments[row.Id]], outgoing.GetValueOrDefault(row.Id)?.ToState(deliveries)))],
            Participants = participants,
        };
    }

    /// <summary>Remembers that a person has seen a ticket up to its newest mail.</summary>
    public async Task MarkSeenAsync(long number, Guid person, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            insert into seen (person_id, ticket_number, entry_id)
            select @person, number, last_mail_entry from ticket where number = @number and last_mail_entry is not null
            on conflict (person_id, ticket_number) do update set entry_id = excluded.entry_id where seen.entry_id < excluded.entry_id;
            update mention set seen_at = now() where person_id = @person and ticket_number = @number and seen_at is null;
            """,
            new { number, person });
    }

    /// <summary>Forgets that a person has seen a ticket.</summary>
    public async Task MarkUnseenAsync(long number, Guid person, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("delete from seen where person_id = @person and ticket_number = @number", new { number, person });
    }

    private sealed record EntryRow
    {
        public long Id { get; init; }

        public EntryKind Kind { get; init; }

        public DateTimeOffset At { get; init; }

        public Guid? AuthorId { get; init; }

        public string AuthorName { get; init; } = "";

        public string? AuthorAddress { get; init; }

        public string? Subject { get; init; }

        public string Text { get; init; } = "";

        public bool HasHtml { get; init; }

        public string? Recipients { get; init; }

        public string? MessageId { get; init; }

        public string? Automatic { get; init; }

        public ThreadingRule? EvidenceRule { get; init; }

        public string? EvidenceDetail { get; init; }

        public long[]? EvidenceConflicts { get; init; }

        public int FilesLeftOut { get; init; }

        public long[] Receipts { get; init; } = [];

        public TicketEntry ToEntry(IReadOnlyList<EntryAttachment> attachments, SendingState? sending) => new(
            Id, Kind, At, AuthorId, AuthorName, AuthorAddress, Subject, Text, HasHtml,
            Recipients is null ? EntryRecipients.None : JsonSerializer.Deserialize<EntryRecipients>(Recipients)!,
            MessageId, Automatic, EvidenceRule is { } rule ? new Evidence(rule, EvidenceDetail) { Conflicts = EvidenceConflicts ?? [] } : null, Receipts, attachments, sending)
        {
            FilesLeftOut = FilesLeftOut,
        };
    }

    private sealed record OutgoingRow
    {
        public Guid ReplyId { get; init; }

        public long EntryId { get; init; }

        public ReplyState State { get; init; }

        public int Attempts { get; init; }

        public DateTimeOffset? NextAttemptAt { get; init; }

        public string? Reason { get; init; }

        public string? ServerAnswer { get; init; }

        public string? Server { get; init; }

        public DateTimeOffset? SentAt { get; init; }

        public DateTimeOffset QueuedAt { get; init; }

        public DateTimeOffset? SendAfter { get; init; }

        public bool TakenBack { get; init; }

        public SendingState ToState(ILookup<Guid, DeliveryRow> deliveries) => new(
            ReplyId, State, Attempts, NextAttemptAt, Reason, ServerAnswer, Server, SentAt, QueuedAt,
            [.. deliveries[ReplyId].Select(row => new RecipientDelivery(row.Address, row.State, row.Code, row.EnhancedCode, row.Answer, row.At))])
        {
            SendAfter = SendAfter,
            TakenBack = TakenBack,
        };
    }

    private sealed record DeliveryRow
    {
        public Guid ReplyId { get; init; }

        public string Address { get; init; } = "";

        public RecipientState State { get; init; }

        public int Code { get; init; }

        public string? EnhancedCode { get; init; }

        public string Answer { get; init; } = "";

        public DateTimeOffset At { get; init; }
    }
}
