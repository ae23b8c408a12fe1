using System.Diagnostics;
using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.Replies;
using Npgsql;

namespace HelpdeskMail.Reply.Queue;

/// <summary>
/// The queue. A row is claimed for a minute at a time and renewed; one whose claim ran out before its bytes were on their way is queued again, one whose
/// claim ran out after that is <see cref="ReplyState.Unknown"/>, since nobody can know then whether a server has it.
/// </summary>
internal sealed class QueueTable(NpgsqlDataSource database)
{
    /// <summary>
    /// Channel on which the replicas hear that something was put into the queue: a mailbox is sent from by one replica at a time, and the nudge may have come to another. What is missed is found by the dispatcher's own look
    /// every two seconds.
    /// </summary>
    public const string Channel = "reply_queue";

    /// <summary>From claim or renewal to the end of the claim.</summary>
    public static readonly TimeSpan ClaimLength = TimeSpan.FromMinutes(1);

    /// <summary>So long after its last claim a replica alone sends for a mailbox; longer than connections are kept.</summary>
    public static readonly TimeSpan SenderLength = TimeSpan.FromSeconds(30);

    /// <summary>Takes a reply over and wakes all replicas; false when it is here already, or was cancelled before it came.</summary>
    public async Task<bool> AddAsync(OutgoingReply reply, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            $"""
            select pg_advisory_xact_lock(hashtextextended(@ReplyId::text, 1));
            insert into queue (reply_id, system_email_id, ticket_number, message_id, content, queued_at, send_after, void_at, next_attempt_at, recipient_count, trace_parent)
            select @ReplyId, @SystemEmailId, @TicketNumber, @MessageId, @content::jsonb, @QueuedAt, @SendAfter, @VoidAt, greatest(now(), @SendAfter), @recipients, @trace
            where not exists (select from cancelled where reply_id = @ReplyId)
            on conflict (reply_id) do nothing;
            select pg_notify('{Channel}', '')
            """,
            new
            {
                reply.ReplyId,
                reply.SystemEmailId,
                reply.TicketNumber,
                reply.MessageId,
                content = JsonSerializer.Serialize(reply, JsonSerializerOptions.Web),
                reply.QueuedAt,
                reply.SendAfter,
                reply.VoidAt,
                recipients = Math.Max(1, reply.To.Count + reply.Cc.Count + reply.Bcc.Count),
                trace = Activity.Current?.Id,
            }) == 1;
    }

    /// <summary>A row; null when there is none.</summary>
    public async Task<QueueRow?> FindAsync(Guid replyId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<QueueRow>($"select {QueueRow.Columns} from queue where reply_id = @replyId", new { replyId });
    }

    /// <summary>Rows that are not sent, oldest first, at most 500.</summary>
    public async Task<IReadOnlyList<QueueRow>> ListUnsentAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<QueueRow>($"select {QueueRow.Columns} from queue where state <> 'Sent' order by queued_at limit 500")];
    }

    /// <summary>Renews claims of a replica, and its standing as the only one that sends for their mailboxes; gives those it still has.</summary>
    public async Task<IReadOnlySet<Guid>> RenewAsync(Guid holder, IEnumerable<Guid> replies, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<Guid>(
            """
            with kept as (
              update queue set claimed_until = now() + @ClaimLength
              where reply_id = any(@replies) and claimed_by = @holder and claimed_until > now() and state in ('Claimed', 'Sending') returning reply_id, system_email_id),
            alone as (
              update sender set until = greatest(until, now() + @SenderLength) where holder = @holder and system_email_id in (select system_email_id from kept))
            select reply_id from kept
            """,
            new { holder, replies = replies.ToArray(), ClaimLength, SenderLength })).ToHashSet();
    }

    /// <summary>
    /// Settles claims that ran out because their replica died or lost the database: not begun is queued again, begun is unknown, and so is what was said this time of recipients that were put off before.
    /// Gives the number of rows.
    /// </summary>
    public async Task<int> SettleExpiredAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            """
            with back as (
              update queue set state = 'Queued', claimed_by = null, claimed_until = null, next_attempt_at = now()
              where state = 'Claimed' and claimed_until < now() returning reply_id, fence)
            delete from begun using back where begun.reply_id = back.reply_id and begun.fence = back.fence;
            update queue set state = 'Unknown', claimed_by = null, claimed_until = null, unknown_since = now(), searches = 0, next_attempt_at = now(), revision = revision + 1,
              recipients = coalesce(
                (select jsonb_agg(case when (r ->> 'accepted')::boolean or (r ->> 'code')::int >= 500 then r
                   else r || '{"code": 0, "enhancedCode": null, "answer": "It is not known what the server said of this recipient the last time."}' end) from jsonb_array_elements(recipients) r), '[]'),
              reason = 'The program was interrupted while the reply was being handed over, so it is not known whether the server took it. The Sent folder is searched for it.'
            where state = 'Sending' and claimed_until < now();
            """);
    }
}
