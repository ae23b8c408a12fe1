using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.Reading;
using HelpdeskMail.Helpdesk.Threading;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Entries with what hangs on them, as the database has them.</summary>
internal static class EntryRows
{
    /// <summary>What entries are read by, in four statements.</summary>
    /// <param name="entries">The entries, to stand behind «from» by the name entry.</param>
    /// <param name="isOne">The condition that a column names one of them.</param>
    public static string Query(string entries, Func<string, string> isOne) =>
        $"""
        select entry.id, entry.kind, entry.at, entry.author_id, entry.author_name, entry.author_address, entry.subject, entry.text, entry.html is not null as has_html,
               entry.recipients::text as recipients, entry.message_id, entry.automatic, entry.evidence_rule, entry.evidence_detail, entry.evidence_conflicts, entry.files_left_out, entry.reading::text as reading,
               array(select receipt_id from intake where intake.entry_id = entry.id order by receipt_id) as receipts
        from {entries} order by {EntryOrder.OldestFirst};

        select attachment.id, attachment.entry_id, attachment.content, attachment.file_name, attachment.media_type, attachment.size, attachment.content_id, attachment.inline
        from attachment where {isOne("attachment.entry_id")} order by attachment.entry_id, attachment.position;

        select reply_id, entry_id, state, attempts, next_attempt_at, reason, server_answer, server, sent_at, queued_at, send_after, taken_back
        from outgoing where {isOne("outgoing.entry_id")} and not superseded;

        select delivery.reply_id, delivery.address, delivery.state, delivery.code, delivery.enhanced_code, delivery.answer, delivery.at
        from delivery join outgoing on outgoing.reply_id = delivery.reply_id
        where {isOne("outgoing.entry_id")} and not superseded order by delivery.address;
        """;

    /// <summary>Reads what those statements answer.</summary>
    public static async Task<IReadOnlyList<TicketEntry>> ReadAsync(SqlMapper.GridReader answers)
    {
        var entries = (await answers.ReadAsync<EntryRow>()).AsList();
        var attachments = (await answers.ReadAsync<EntryAttachment>()).ToLookup(file => file.EntryId);
        var outgoing = (await answers.ReadAsync<OutgoingRow>()).ToDictionary(row => row.EntryId);
        var deliveries = (await answers.ReadAsync<DeliveryRow>()).ToLookup(row => row.ReplyId);
        return [.. entries.Select(row => row.ToEntry([.. attachments[row.Id]], outgoing.GetValueOrDefault(row.Id)?.ToState(deliveries)))];
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

        public string? Reading { get; init; }

        public long[] Receipts { get; init; } = [];

        public TicketEntry ToEntry(IReadOnlyList<EntryAttachment> attachments, SendingState? sending) => new(
            Id, Kind, At, AuthorId, AuthorName, AuthorAddress, Subject, Text, HasHtml,
            Recipients is null ? EntryRecipients.None : JsonSerializer.Deserialize<EntryRecipients>(Recipients)!,
            MessageId, Automatic, EvidenceRule is { } rule ? new Evidence(rule, EvidenceDetail) { Conflicts = EvidenceConflicts ?? [] } : null, Receipts, attachments, sending)
        {
            FilesLeftOut = FilesLeftOut,
            Reading = MailReading.Read(Reading),
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
