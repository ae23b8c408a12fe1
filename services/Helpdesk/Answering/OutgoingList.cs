using Dapper;
using HelpdeskMail.Helpdesk.MailboxAccess;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>Replies that are not sent, for whoever looks after the helpdesk.</summary>
public sealed class OutgoingList(NpgsqlDataSource database)
{
    private const int Most = 200;

    /// <summary>Those of mailboxes that are open to the reader, oldest first, 200 at most.</summary>
    public async Task<IReadOnlyList<WaitingReply>> ReadAsync(Guid reader, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<WaitingReply>(
            $"""
            select outgoing.reply_id, outgoing.ticket_number, outgoing.entry_id, ticket.subject, entry.author_name, system_email.address as system_email_address,
                   outgoing.state, outgoing.attempts, outgoing.next_attempt_at, outgoing.reason, outgoing.queued_at, outgoing.send_after, outgoing.revision > 0 as taken_over
            from outgoing
            join ticket on ticket.number = outgoing.ticket_number
            join entry on entry.id = outgoing.entry_id
            left join system_email on system_email.id = (outgoing.reply ->> 'SystemEmailId')::uuid
            where outgoing.state <> 'Sent' and not outgoing.superseded and not outgoing.taken_back and {OpenMailboxes.Condition("ticket.system_email_id")}
            order by outgoing.queued_at limit @Most
            """,
            new { reader, Most })).AsList();
    }
}
