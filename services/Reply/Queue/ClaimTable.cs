using Dapper;
using Npgsql;

namespace HelpdeskMail.Reply.Queue;

/// <summary>Hands replies out to be sent.</summary>
internal sealed class ClaimTable(NpgsqlDataSource database)
{
    /// <summary>What makes a reply <c>e</c> of the same ticket keep a later one waiting: nobody has got it, its time has come, and it is under way or searched for. Mail of no ticket keeps no order.</summary>
    public const string IsBefore =
        """
        e.ticket_number <> 0 and (e.state in ('Queued', 'Claimed', 'Sending') or (e.state = 'Unknown' and e.next_attempt_at is not null))
        and (e.send_after is null or e.send_after <= now()) and not jsonb_path_exists(e.recipients, '$[*] ? (@.accepted == true)')
        """;

    /// <summary>How many recipients a reply <c>q</c> is still to be sent to.</summary>
    public const string Needs =
        "greatest(1, q.recipient_count - (select count(*) from jsonb_array_elements(q.recipients) r where (r ->> 'accepted')::boolean or (r ->> 'code')::int >= 500))";

    private const string Turn = "select 1 from pg_advisory_xact_lock(hashtextextended('reply:claim', 0))";

    /// <summary>
    /// Claims what is due: not of a held mailbox, not of one that another replica sends for, of each mailbox no more than its allowance leaves, and of one ticket only the oldest that nobody has got yet: one that only some are still to get keeps no later
    /// one waiting, and neither does one that a person has to decide about. What is void by now takes nobody's place. Mailboxes with little under way come first. Claiming is done by one replica at a time, so that the counts hold; its cost grows with the mailboxes that have something waiting, not with what waits.
    /// </summary>
    public async Task<IReadOnlyList<Claim>> ClaimAsync(Guid holder, int most, IReadOnlyCollection<MailboxAllowance> allowances, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var answers = await connection.QueryMultipleAsync(
            $"{Turn};\n{ClaimStatement}",
            new
            {
                holder,
                most,
                OfUnknown = MailboxAllowance.ConnectionsOfUnknown,
                ids = allowances.Select(one => one.Id).ToArray(),
                places = allowances.Select(one => one.InHand).ToArray(),
                perMinute = allowances.Select(one => one.PerMinute).ToArray(),
                perDay = allowances.Select(one => one.PerDay).ToArray(),
                QueueTable.ClaimLength,
                QueueTable.SenderLength,
            });
        await answers.ReadAsync<int>();
        var rows = await answers.ReadAsync<QueueRow>();
        var known = allowances.Select(one => one.Id).ToHashSet();
        return [.. rows.Select(row => new Claim(row.Reply, holder, row.Fence, row.Attempts, row.FirstAttemptAt, row.Outcomes, row.TraceParent, row.HeardOf, row.Lifts, row.WasHeld, known.Contains(row.SystemEmailId)))];
    }

    private const string ClaimStatement =
        $"""
        with recursive mailbox_waiting (id) as (
          (select system_email_id from queue where state = 'Queued' order by system_email_id limit 1)
          union all
          select (select q.system_email_id from queue q where q.state = 'Queued' and q.system_email_id > m.id order by q.system_email_id limit 1)
          from mailbox_waiting m where m.id is not null),
        allowance as (select * from unnest(@ids, @places, @perMinute, @perDay) as a (id, places, per_minute, per_day)),
        free as (
          select m.id, active.count as active, used.day = 0 as day_is_fresh, a.per_day - used.day as day_left,
            greatest(0, least(coalesce(a.places, @OfUnknown) - active.count, coalesce(a.per_minute - used.minute, 1000))) as places
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
                {Needs} as needs
              from queue q
              where q.system_email_id = free.id and q.state = 'Queued' and q.next_attempt_at <= now() and (q.void_at is null or q.void_at > now()) and not q.content_dropped
                and not exists (
                  select from queue e where e.system_email_id = q.system_email_id and e.ticket_number = q.ticket_number
                    and (e.queued_at, e.reply_id) < (q.queued_at, q.reply_id) and {IsBefore})
              order by q.queued_at, q.reply_id limit free.places) chosen) next
          where free.day_left is null or next.needs <= free.day_left or (next.place = 1 and free.day_is_fresh)),
        claimed as (
          update queue set state = 'Claimed', claimed_by = @holder, claimed_until = now() + @ClaimLength, fence = fence + 1, waits_for_mailbox = false
          where reply_id in (
            select reply_id from queue
            where state = 'Queued' and next_attempt_at <= now() and (void_at is null or void_at > now()) and reply_id in (select reply_id from due order by place, queued_at limit @most)
            for update skip locked)
          returning {QueueRow.Columns}, recipient_count),
        noted as (
          insert into begun (reply_id, fence, system_email_id, at, recipients)
          select c.reply_id, c.fence, c.system_email_id, now(),
            greatest(1, c.recipient_count - (select count(*) from jsonb_array_elements(c.recipients::jsonb) r where (r ->> 'accepted')::boolean or (r ->> 'code')::int >= 500))
          from claimed c),
        alone as (
          insert into sender (system_email_id, holder, until) select distinct system_email_id, @holder::uuid, now() + @SenderLength from claimed
          on conflict (system_email_id) do update set holder = excluded.holder, until = excluded.until)
        select c.*, coalesce(r.revision, 0) as heard_of, coalesce(r.lifts, 0) as lifts,
          exists (select from hold h where h.system_email_id = c.system_email_id) as was_held
        from claimed c left join heard_of r on r.system_email_id = c.system_email_id order by c.queued_at
        """;
}
