using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.Replies;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>Replies on their way: what the Reply service is given, and what it says has become of it.</summary>
public sealed class OutgoingTable(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>How long the first nudge has to be answered before it is repeated.</summary>
    internal static readonly TimeSpan FirstNudge = TimeSpan.FromSeconds(30);

    /// <summary>Ends a ticket's warning with what was decided about one of its replies, unless another one is in trouble as well; of <c>@ticket</c> and <c>@replyId</c>.</summary>
    internal const string CalmDown =
        """
        update ticket set attention = attention and exists (
          select from outgoing where outgoing.ticket_number = ticket.number and outgoing.reply_id <> @replyId and not outgoing.superseded and not outgoing.taken_back
            and (outgoing.state in ('Failed', 'Unknown') or exists (select from delivery where delivery.reply_id = outgoing.reply_id and delivery.state in ('Refused', 'Bounced'))))
        where number = @ticket
        """;

    /// <summary>The word of a reply's end may be lost as well: while none has come, where it stands is asked for again.</summary>
    internal static readonly TimeSpan WhileOpen = TimeSpan.FromMinutes(10);

    /// <summary>A reply as it was taken; null when there is none of that id, or it was taken back.</summary>
    public async Task<OutgoingReply?> FindAsync(Guid replyId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var json = await connection.ExecuteScalarAsync<string?>("select reply::text from outgoing where reply_id = @replyId and not taken_back", new { replyId });
        return json is null ? null : JsonSerializer.Deserialize<OutgoingReply>(json);
    }

    /// <summary>Takes over where a reply stands, unless something newer is known; and what is known already of recipients while others are tried again.</summary>
    public Task ApplyAsync(ReplyProgressed progress, CancellationToken cancellation) =>
        ApplyAsync(
            new Standing(progress.ReplyId, progress.Revision, progress.State, progress.Attempts, progress.NextAttemptAt, progress.Reason, null, null, null),
            progress.Recipients,
            troubled: progress.State is ReplyState.Unknown or ReplyState.Failed || progress.Recipients.Any(recipient => !recipient.Accepted),
            cancellation);

    /// <summary>Takes over that a reply was sent.</summary>
    public Task ApplyAsync(ReplySent sent, CancellationToken cancellation) =>
        ApplyAsync(
            new Standing(sent.ReplyId, sent.Revision, ReplyState.Sent, null, null, sent.Note, sent.AcceptedAs, sent.Server, sent.SentAt),
            sent.Recipients,
            troubled: sent.Recipients.Any(recipient => !recipient.Accepted),
            cancellation);

    /// <summary>Takes over that a reply was given up.</summary>
    public Task ApplyAsync(ReplyFailed failed, CancellationToken cancellation) =>
        ApplyAsync(
            new Standing(failed.ReplyId, failed.Revision, ReplyState.Failed, null, null, failed.Reason, failed.ServerAnswer, null, null),
            failed.Recipients,
            troubled: true,
            cancellation);

    /// <summary>Takes the Message-ID that a reply went out under for one of ours, beside the one that we gave it.</summary>
    public async Task ApplyAsync(ReplyFiled filed, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            insert into message_id (id, entry_id, ours) select @MessageId, entry_id, true from outgoing where reply_id = @ReplyId
            on conflict (id, entry_id) do update set ours = true
            """,
            filed);
    }

    internal static Task AddAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long entry, OutgoingReply reply) =>
        connection.ExecuteAsync(
            """
            insert into outgoing (reply_id, entry_id, ticket_number, reply, state, queued_at, nudge_at, send_after)
            values (@ReplyId, @entry, @TicketNumber, @json::jsonb, 'Queued', @QueuedAt, @QueuedAt::timestamptz + @FirstNudge, @SendAfter)
            """,
            new { reply.ReplyId, entry, reply.TicketNumber, json = JsonSerializer.Serialize(reply), reply.QueuedAt, reply.SendAfter, FirstNudge },
            transaction);

    private async Task ApplyAsync(Standing standing, IReadOnlyList<RecipientOutcome> recipients, bool troubled, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var ticket = await connection.ExecuteScalarAsync<long?>(
            """
            update outgoing set state = @State, revision = @Revision, attempts = coalesce(@Attempts, attempts), next_attempt_at = @NextAttemptAt,
              reason = case when taken_back then reason else @Reason end, server_answer = @ServerAnswer, server = coalesce(@Server, server), sent_at = coalesce(@SentAt, sent_at),
              nudge_at = case when @State in ('Sent', 'Failed') then null else @askAgain end
            where reply_id = @ReplyId and revision < @Revision
            returning ticket_number
            """,
            new
            {
                standing.ReplyId,
                standing.Revision,
                State = standing.State.ToString(),
                askAgain = time.GetUtcNow() + WhileOpen,
                standing.Attempts,
                standing.NextAttemptAt,
                standing.Reason,
                standing.ServerAnswer,
                standing.Server,
                standing.SentAt,
            },
            transaction);
        if (ticket is null)
        {
            return;
        }

        foreach (var recipient in recipients.OrderBy(one => one.Address, StringComparer.OrdinalIgnoreCase))
        {
            // A report that it came back is later news than the server's first answer.
            await connection.ExecuteAsync(
                """
                insert into delivery (reply_id, address, state, code, enhanced_code, answer, at)
                values (@ReplyId, @address, @state, @Code, @EnhancedCode, @Answer, @now)
                on conflict (reply_id, address) do update
                  set state = excluded.state, code = excluded.code, enhanced_code = excluded.enhanced_code, answer = excluded.answer, at = excluded.at
                  where delivery.state in ('Accepted', 'Refused')
                """,
                new
                {
                    standing.ReplyId,
                    address = recipient.Address.ToLowerInvariant(),
                    state = recipient.Accepted ? "Accepted" : "Refused",
                    recipient.Code,
                    recipient.EnhancedCode,
                    Answer = DatabaseText.OneLine(recipient.Answer, 1000),
                    now = time.GetUtcNow(),
                },
                transaction);
        }

        await connection.ExecuteAsync(
            "update ticket set attention = attention or (@troubled and not (select taken_back from outgoing where reply_id = @ReplyId)) where number = @ticket; select pg_notify('helpdesk_live', 'ticket ' || @ticket)", new { ticket, troubled, standing.ReplyId }, transaction);
        await transaction.CommitAsync(cancellation);
    }

    private sealed record Standing(
        Guid ReplyId, int Revision, ReplyState State, int? Attempts, DateTimeOffset? NextAttemptAt, string? Reason, string? ServerAnswer, string? Server, DateTimeOffset? SentAt);
}
