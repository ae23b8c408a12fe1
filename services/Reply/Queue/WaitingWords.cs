using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using Npgsql;

namespace HelpdeskMail.Reply.Queue;

/// <summary>Says on each reply that is due and does not leave why that is so: its mailbox is held, has used up what it may send, or an earlier reply of the ticket comes first.</summary>
internal sealed class WaitingWords(NpgsqlDataSource database)
{
    /// <summary>What leaves within this time needs no explanation.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    /// <summary>Writes the reasons that are new.</summary>
    public async Task WriteAsync(IReadOnlyCollection<SystemEmailSettings> emails, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        foreach (var statement in new[] { OfHolds, OfDays, OfMinutes, OfOrder })
        {
            await connection.ExecuteAsync(
                statement,
                new
                {
                    Soon,
                    ids = emails.Select(email => email.Id).ToArray(),
                    addresses = emails.Select(email => email.Address).ToArray(),
                    perDay = emails.Select(email => email.Sending?.Limits.RecipientsPerDay).ToArray(),
                    perMinute = emails.Select(email => email.Sending?.Limits.MessagesPerMinute).ToArray(),
                });
        }
    }

    private const string OfHolds =
        """
        update queue q set revision = revision + 1, reason = held.words
        from (
          select m.id, format('It waits because nothing can leave from %s now: %s', m.address, hold.reason) as words
          from unnest(@ids, @addresses) as m (id, address) join hold on hold.system_email_id = m.id and hold.held_until > now()) held
        where q.system_email_id = held.id and q.state = 'Queued' and q.next_attempt_at <= now() and q.reason is distinct from held.words
        """;

    private const string OfDays =
        $"""
        update queue q set revision = revision + 1, reason = used.words
        from (
          select m.id, m.per_day - sum(begun.recipients) as left_over,
            format('It waits because %s has sent to %s recipients within 24 hours, and its limit is %s; it goes on by itself from %s UTC.', m.address, sum(begun.recipients), m.per_day,
              to_char((min(begun.at) + interval '24 hours') at time zone 'UTC', 'YYYY-MM-DD HH24:MI')) as words
          from unnest(@ids, @addresses, @perDay) as m (id, address, per_day) join begun on begun.system_email_id = m.id and begun.at > now() - interval '24 hours'
          where m.per_day is not null group by m.id, m.address, m.per_day) used
        where q.system_email_id = used.id and {ClaimTable.Needs} > used.left_over and q.state = 'Queued' and q.next_attempt_at <= now() and q.reason is distinct from used.words
        """;

    private const string OfMinutes =
        """
        update queue q set revision = revision + 1, reason = used.words
        from (
          select m.id, format('It waits for its turn: %s may send %s messages a minute.', m.address, m.per_minute) as words
          from unnest(@ids, @addresses, @perMinute) as m (id, address, per_minute) join begun on begun.system_email_id = m.id and begun.at > now() - interval '1 minute'
          where m.per_minute is not null group by m.id, m.address, m.per_minute having count(*) >= m.per_minute) used
        where q.system_email_id = used.id and q.state = 'Queued' and q.next_attempt_at <= now() - @Soon and q.reason is null
        """;

    private const string OfOrder =
        $"""
        update queue q set revision = revision + 1, reason = 'It waits for an earlier reply of its ticket, which has not left yet; see there for the reason.'
        where q.state = 'Queued' and q.next_attempt_at <= now() - @Soon and q.reason is null and exists (
          select from queue e where e.system_email_id = q.system_email_id and e.ticket_number = q.ticket_number and (e.queued_at, e.reply_id) < (q.queued_at, q.reply_id) and {ClaimTable.IsBefore})
        """;
}
