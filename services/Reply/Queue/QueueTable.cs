using System.Diagnostics;
using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Contracts.SystemEmails;
using Npgsql;

namespace HelpdeskMail.Reply.Queue;

/// <summary>
/// The queue. A row is claimed for a minute at a time and renewed; one whose claim ran out before its bytes were on their way is queued again, one whose
/// claim ran out after that is <see cref="ReplyState.Unknown"/>, since nobody can know then whether a server has it.
/// </summary>
internal sealed class QueueTable(NpgsqlDataSource database)
{
    /// <summary>From claim or renewal to the end of the claim.</summary>
    public static readonly TimeSpan ClaimLength = TimeSpan.FromMinutes(1);

    /// <summary>So long after its last claim a replica alone sends for a mailbox; longer than connections are kept.</summary>
    private static readonly TimeSpan SenderLength = TimeSpan.FromSeconds(30);

    /// <summary>Servers file copies a moment after they have taken a mail.</summary>
    private static readonly TimeSpan UntilFiled = TimeSpan.FromSeconds(2);

    /// <summary>Takes a reply over and wakes all replicas; false when it is here already, or was cancelled before it came.</summary>
    public async Task<bool> AddAsync(OutgoingReply reply, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            $"""
            select pg_advisory_xact_lock(hashtextextended(@ReplyId::text, 1));
            insert into queue (reply_id, system_email_id, ticket_number, message_id, content, queued_at, send_after, next_attempt_at, recipient_count, trace_parent)
            select @ReplyId, @SystemEmailId, @TicketNumber, @MessageId, @content::jsonb, @QueuedAt, @SendAfter, greatest(now(), @SendAfter), @recipients, @trace
            where not exists (select from cancelled where reply_id = @ReplyId)
            on conflict (reply_id) do nothing;
            select pg_notify('{QueueSignal.Channel}', '')
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

    /// <summary>
    /// Claims what is due: not of a held mailbox, not of one that another replica sends for, of each mailbox no more than its allowance leaves, and of one ticket only the oldest that is not settled.
    /// Mailboxes with little under way come first. Claiming is done by one replica at a time, so that the counts hold; its cost grows with the mailboxes that have something waiting, not with what waits.
    /// </summary>
    public async Task<IReadOnlyList<Claim>> ClaimAsync(Guid holder, int most, IReadOnlyCollection<MailboxAllowance> allowances, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('reply:claim', 0))", transaction: transaction);
        var rows = (await connection.QueryAsync<QueueRow>(
            ClaimStatement,
            new
            {
                holder,
                most,
                ClaimLength,
                OfUnknown = MailboxAllowance.ConnectionsOfUnknown,
                ids = allowances.Select(one => one.Id).ToArray(),
                connections = allowances.Select(one => one.Connections).ToArray(),
                perMinute = allowances.Select(one => one.PerMinute).ToArray(),
                perDay = allowances.Select(one => one.PerDay).ToArray(),
            },
            transaction)).AsList();
        await connection.ExecuteAsync(
            """
            insert into sender (system_email_id, holder, until) select distinct unnest(@mailboxes), @holder, now() + @SenderLength
            on conflict (system_email_id) do update set holder = excluded.holder, until = excluded.until
            """,
            new { mailboxes = rows.Select(row => row.SystemEmailId).ToArray(), holder, SenderLength },
            transaction);
        await transaction.CommitAsync(cancellation);
        return [.. rows.Select(row => new Claim(row.Reply, holder, row.Fence, row.Attempts, row.FirstAttemptAt, row.Outcomes, row.TraceParent, row.HeardOf, row.WasHeld))];
    }

    /// <summary>Renews claims of a replica; gives those it still has.</summary>
    public async Task<IReadOnlySet<Guid>> RenewAsync(Guid holder, IEnumerable<Guid> replies, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<Guid>(
            "update queue set claimed_until = now() + @ClaimLength where reply_id = any(@replies) and claimed_by = @holder and claimed_until > now() and state in ('Claimed', 'Sending') returning reply_id",
            new { holder, replies = replies.ToArray(), ClaimLength })).ToHashSet();
    }

    /// <summary>
    /// Settles claims that ran out because their replica died or lost the database: not begun is queued again, begun is unknown. Gives the number of rows.
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
              reason = 'The program was interrupted while the reply was being handed over, so it is not known whether the server took it. The Sent folder is searched for it.'
            where state = 'Sending' and claimed_until < now();
            """);
    }

    /// <summary>Says that the bytes are about to leave. False: the claim is lost, and nothing may be sent.</summary>
    /// <param name="claim">The attempt; on a second way out its row says «sending» already.</param>
    /// <param name="protocol">How they leave.</param>
    /// <param name="server">To whom.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<bool> BeginSendingAsync(Claim claim, SendingProtocol protocol, string server, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            """
            update queue set attempts = attempts + case when state = 'Claimed' then 1 else 0 end, state = 'Sending', first_attempt_at = coalesce(first_attempt_at, now()),
              server = @server, protocol = @protocol, claimed_until = now() + @ClaimLength
            where reply_id = @ReplyId and claimed_by = @Holder and fence = @Fence and state in ('Claimed', 'Sending') and claimed_until > now()
            """,
            new { claim.Reply.ReplyId, claim.Holder, claim.Fence, protocol = protocol.ToString(), server, ClaimLength }) == 1;
    }

    /// <summary>
    /// Records how an attempt ended. The fence alone decides: also a row that was meanwhile called unknown takes the knowledge of the worker that sent it.
    /// False when a later claim exists.
    /// </summary>
    public async Task<bool> RecordAsync(Claim claim, AttemptOutcome outcome, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            """
            update queue set state = @state, revision = revision + 1, recipients = @recipients::jsonb, reason = @Reason, server_answer = @ServerAnswer,
              next_attempt_at = case when @Pause::interval is null then null else now() + @Pause end,
              sent_at = case when @state = 'Sent' then coalesce(sent_at, now()) else sent_at end,
              unknown_since = case when @state = 'Unknown' then now() end, searches = 0,
              filing = case when @state = 'Sent' and @SeeToCopy then 'Due' else filing end,
              file_at = case when @state = 'Sent' and @SeeToCopy then now() + @UntilFiled else file_at end,
              waits_for_mailbox = @WaitsForMailbox, claimed_by = null, claimed_until = null
            where reply_id = @ReplyId and fence = @Fence and state in ('Claimed', 'Sending', 'Unknown')
            """,
            new
            {
                claim.Reply.ReplyId,
                claim.Fence,
                state = outcome.State.ToString(),
                recipients = JsonSerializer.Serialize(outcome.Recipients, JsonSerializerOptions.Web),
                outcome.Reason,
                outcome.ServerAnswer,
                outcome.Pause,
                outcome.SeeToCopy,
                outcome.WaitsForMailbox,
                UntilFiled,
            }) == 1;
    }

    /// <summary>Gives a claim back unused because of its mailbox, without counting an attempt: until the pause is over or the mailbox is mended.</summary>
    public async Task ReleaseAsync(Claim claim, TimeSpan pause, string? reason, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            update queue set state = 'Queued', next_attempt_at = now() + @pause, waits_for_mailbox = true, claimed_by = null, claimed_until = null,
              revision = case when reason is distinct from @reason then revision + 1 else revision end, reason = @reason
            where reply_id = @ReplyId and fence = @Fence and state = 'Claimed';
            delete from begun where reply_id = @ReplyId and fence = @Fence
            """,
            new { claim.Reply.ReplyId, claim.Fence, pause, reason });
    }

    private const string ClaimStatement =
        $"""
        with recursive mailbox_waiting (id) as (
          (select system_email_id from queue where state = 'Queued' order by system_email_id limit 1)
          union all
          select (select q.system_email_id from queue q where q.state = 'Queued' and q.system_email_id > m.id order by q.system_email_id limit 1)
          from mailbox_waiting m where m.id is not null),
        allowance as (select * from unnest(@ids, @connections, @perMinute, @perDay) as a (id, connections, per_minute, per_day)),
        free as (
          select m.id, active.count as active, used.day = 0 as day_is_fresh, a.per_day - used.day as day_left,
            greatest(0, least(coalesce(a.connections, @OfUnknown) - active.count, coalesce(a.per_minute - used.minute, 1000))) as places
          from mailbox_waiting m
          left join allowance a on a.id = m.id
          cross join lateral (select count(*) from queue q where q.system_email_id = m.id and q.state in ('Claimed', 'Sending')) active
          cross join lateral (
            select case when a.per_minute is null then 0 else (select count(*) from begun b where b.system_email_id = m.id and b.at > now() - interval '1 minute') end as minute,
                   case when a.per_day is null then 0 else (select coalesce(sum(b.recipients), 0) from begun b where b.system_email_id = m.id and b.at > now() - interval '24 hours') end as day) used
          where m.id is not null
            and not exists (select from hold h where h.system_email_id = m.id and h.held_until > now())
            and not exists (select from sender s where s.system_email_id = m.id and s.holder <> @holder and s.until > now())),
        due as (
          select next.reply_id, next.queued_at, free.active + next.place as place from free cross join lateral (
            select chosen.reply_id, chosen.queued_at, sum(chosen.needs) over (order by chosen.queued_at, chosen.reply_id) as needs, row_number() over (order by chosen.queued_at, chosen.reply_id) as place
            from (
              select q.reply_id, q.queued_at,
                greatest(1, q.recipient_count - (select count(*) from jsonb_array_elements(q.recipients) r where (r ->> 'accepted')::boolean or (r ->> 'code')::int >= 500)) as needs
              from queue q
              where q.system_email_id = free.id and q.state = 'Queued' and q.next_attempt_at <= now()
                and not exists (
                  select from queue e where e.system_email_id = q.system_email_id and e.ticket_number = q.ticket_number
                    and e.state in ('Queued', 'Claimed', 'Sending') and (e.queued_at, e.reply_id) < (q.queued_at, q.reply_id)
                    and (e.send_after is null or e.send_after <= now()))
              order by q.queued_at, q.reply_id limit free.places) chosen) next
          where free.day_left is null or next.needs <= free.day_left or (next.place = 1 and free.day_is_fresh)),
        claimed as (
          update queue set state = 'Claimed', claimed_by = @holder, claimed_until = now() + @ClaimLength, fence = fence + 1, waits_for_mailbox = false
          where reply_id in (
            select reply_id from queue
            where reply_id in (select reply_id from due order by place, queued_at limit @most)
            for update skip locked)
          returning {QueueRow.Columns}, recipient_count),
        noted as (
          insert into begun (reply_id, fence, system_email_id, at, recipients)
          select c.reply_id, c.fence, c.system_email_id, now(),
            greatest(1, c.recipient_count - (select count(*) from jsonb_array_elements(c.recipients::jsonb) r where (r ->> 'accepted')::boolean or (r ->> 'code')::int >= 500))
          from claimed c)
        select c.*, coalesce((select r.revision from heard_of r where r.system_email_id = c.system_email_id), 0) as heard_of,
          exists (select from hold h where h.system_email_id = c.system_email_id) as was_held
        from claimed c order by c.queued_at
        """;
}
