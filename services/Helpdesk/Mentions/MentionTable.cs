using Dapper;
using HelpdeskMail.Helpdesk.MailboxAccess;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Mentions;

/// <summary>Who was named in which note, and whether they have seen it.</summary>
public sealed class MentionTable(NpgsqlDataSource database)
{
    private const int Most = 100;

    /// <summary>Where somebody was named, newest first, 100 at most.</summary>
    public async Task<IReadOnlyList<Mention>> ListAsync(Guid person, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<Mention>(
            $"""
            select mention.entry_id, mention.ticket_number, ticket.subject, entry.author_name as by_name, entry.text, mention.at, mention.seen_at is null as unseen
            from mention join ticket on ticket.number = mention.ticket_number join entry on entry.id = mention.entry_id
            where mention.person_id = @person and {OpenMailboxes.Condition("ticket.system_email_id", "@person")} order by mention.at desc limit @Most
            """,
            new { person, Most })).AsList();
    }

    /// <summary>How many somebody has not seen.</summary>
    public async Task<int> CountAsync(Guid person, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<int>($"select count(*)::int from mention join ticket on ticket.number = ticket_number where person_id = @person and seen_at is null and {OpenMailboxes.Condition("ticket.system_email_id", "@person")}", new { person });
    }
}
