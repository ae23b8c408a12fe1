using System.Globalization;
using Dapper;
using HelpdeskMail.Helpdesk.MailboxAccess;
using HelpdeskMail.Helpdesk.Tickets;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Notifications;

/// <summary>Finds what concerns one person: mail in their tickets, new tickets that nobody has, notes that name them, replies of theirs that did not arrive, tickets of theirs whose time to wait is over.</summary>
public sealed class NotificationReader(NpgsqlDataSource database)
{
    private const int Most = 20;

    /// <summary>What was stored since a moment, oldest first, 20 at most.</summary>
    public async Task<IReadOnlyList<Notification>> ReadAsync(Guid person, DateTimeOffset since, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. (await connection.QueryAsync<News>(
            $"""
            select key, what, who, body, ticket, entry from (
              select 'e' || entry.id as key,
                     case when entry.kind = 'Bounce' then 'returned' when ticket.assignee is null then 'new' else 'mine' end as what, '' as who,
                     entry.author_name || ': ' || ticket.subject as body, ticket.number as ticket, entry.id as entry, entry.stored_at as at
              from entry join ticket on ticket.number = entry.ticket_number
              where entry.stored_at > @since and (entry.kind = 'Mail' and entry.automatic is null or entry.kind = 'Bounce' and not entry.quiet) and ticket.status = 'Open'
                and (ticket.assignee = @person or (ticket.assignee is null and entry.kind = 'Mail'))
                and {OpenMailboxes.Condition("ticket.system_email_id", "@person")}
              union all
              select 'm' || mention.entry_id, 'named', entry.author_name, ticket.subject, ticket.number, mention.entry_id, mention.at
              from mention join ticket on ticket.number = mention.ticket_number join entry on entry.id = mention.entry_id
              where mention.person_id = @person and mention.at > @since and {OpenMailboxes.Condition("ticket.system_email_id", "@person")}
              union all
              select 'w' || number || ' ' || extract(epoch from woken_at)::bigint, 'woken', '', '#' || number || ' ' || subject, number, null, woken_at
              from ticket where assignee = @person and status = 'Open' and waiting_since is null and woken_at > @since and {OpenMailboxes.Condition("system_email_id", "@person")}) as news
            order by at limit @Most
            """,
            new { person, since, Most })).Select(news => new Notification(news.Key, Title(news), news.Body, Path(news)))];
    }

    private static string Path(News news) => news.Entry is { } entry ? EntryPlace.AddressOf(news.Ticket, entry) : string.Create(CultureInfo.InvariantCulture, $"/tickets/{news.Ticket}");

    private static string Title(News news) => news.What switch
    {
        "returned" => Translated.Of("Not delivered"),
        "new" => Translated.Of("New mail, nobody has it"),
        "woken" => Translated.Of("The time to wait is over"),
        "mine" => Translated.Of("Mail in a ticket of yours"),
        _ => Translated.Of("{0} names you", news.Who),
    };

    private sealed record News(string Key, string What, string Who, string Body, long Ticket, long? Entry);
}
