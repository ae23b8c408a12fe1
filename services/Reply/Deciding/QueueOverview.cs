using Dapper;
using HelpdeskMail.Contracts.Replies;
using Npgsql;

namespace HelpdeskMail.Reply.Deciding;

/// <summary>The queue, mailbox by mailbox.</summary>
internal sealed class QueueOverview(NpgsqlDataSource database)
{
    /// <summary>Every mailbox that something was ever sent from or waits for.</summary>
    public async Task<IReadOnlyList<MailboxTraffic>> ReadAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<MailboxTraffic>(
            """
            with waiting as (
              select system_email_id,
                count(*) filter (where state in ('Queued', 'Claimed')) as waiting, count(*) filter (where state = 'Queued' and send_after > now()) as scheduled,
                count(*) filter (where state = 'Sending') as sending, count(*) filter (where state = 'Failed') as failed, count(*) filter (where state = 'Unknown') as unknown,
                min(queued_at) filter (where state in ('Queued', 'Claimed', 'Sending') and (send_after is null or send_after <= now())) as oldest
              from queue where state <> 'Sent' group by system_email_id),
            used as (
              select system_email_id, count(*) filter (where at > now() - interval '1 minute') as last_minute, count(*) filter (where at > now() - interval '1 hour') as last_hour,
                sum(recipients) as recipients_today
              from begun where at > now() - interval '24 hours' group by system_email_id),
            ways as (
              select system_email_id, string_agg(protocol || ': ' || reason, ' ' order by protocol) as closed_way from closed_way where until > now() group by system_email_id)
            select all_of.system_email_id, coalesce(w.waiting, 0)::int as waiting, coalesce(w.scheduled, 0)::int as scheduled, coalesce(w.sending, 0)::int as sending, coalesce(w.failed, 0)::int as failed,
              coalesce(w.unknown, 0)::int as unknown, w.oldest, coalesce(u.last_minute, 0)::int as last_minute, coalesce(u.last_hour, 0)::int as last_hour,
              coalesce(u.recipients_today, 0)::int as recipients_today, h.reason as held_because, h.held_until, ways.closed_way, m.max_message_size
            from (select system_email_id from waiting union select system_email_id from used union select system_email_id from mailbox union select system_email_id from hold) all_of
            left join waiting w using (system_email_id)
            left join used u using (system_email_id)
            left join mailbox m using (system_email_id)
            left join hold h on h.system_email_id = all_of.system_email_id and h.held_until > now()
            left join ways on ways.system_email_id = all_of.system_email_id
            order by w.oldest nulls last, all_of.system_email_id
            """)];
    }
}
