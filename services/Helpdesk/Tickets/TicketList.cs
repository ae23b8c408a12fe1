using System.Globalization;
using Dapper;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Lists of tickets, read by cursor so that the thousandth page costs what the first does.</summary>
public sealed class TicketList(NpgsqlDataSource database)
{
    /// <summary>Most tickets of one part.</summary>
    public const int LongestPage = 200;

    /// <summary>A part of a list.</summary>
    /// <param name="view">Which tickets.</param>
    /// <param name="search">Words of subject, sender or addresses, or a number; null or empty for all.</param>
    /// <param name="reader">Who asks: for «mine» and «unread».</param>
    /// <param name="after">Cursor from the part before; null for the beginning. One that makes no sense counts as null.</param>
    /// <param name="limit">How many, up to <see cref="LongestPage"/>.</param>
    /// <param name="cancellation">Ends the query.</param>
    public async Task<TicketListPage> ReadAsync(TicketView view, string? search, Guid reader, string? after, int limit, CancellationToken cancellation)
    {
        limit = Math.Clamp(limit, 1, LongestPage);
        var cursor = TicketCursor.Parse(after);
        var where = new List<string> { Filter(view) };
        var number = NumberIn(search);
        var query = SearchWords.Query(search ?? "");
        if (query is not null)
        {
            where.Add(number is null ? "search @@ to_tsquery('simple', @query)" : "(number = @number or search @@ to_tsquery('simple', @query))");
        }

        if (cursor is not null)
        {
            where.Add("(last_entry_at, number) < (@cursorAt, @cursorNumber)");
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        var rows = (await connection.QueryAsync<TicketLine>(
            $"""
            with page as (
              select * from ticket where {string.Join(" and ", where)}
              order by last_entry_at desc, number desc limit @rows
            )
            select page.number, page.subject, page.status, page.customer_name, page.customer_address, page.assignee, person.name as assignee_name,
                   page.system_email_id, system_email.address as system_email_address, page.last_entry_at, page.last_entry_kind, page.last_words,
                   page.attachments, page.attention,
                   page.last_mail_entry is not null and coalesce(seen.entry_id, 0) < page.last_mail_entry as unread
            from page
            left join person on person.id = page.assignee
            left join system_email on system_email.id = page.system_email_id
            left join seen on seen.person_id = @reader and seen.ticket_number = page.number
            order by page.last_entry_at desc, page.number desc
            """,
            new { reader, query, number, cursorAt = cursor?.At ?? default, cursorNumber = cursor?.Number ?? 0, rows = limit + 1 })).AsList();
        if (rows.Count <= limit)
        {
            return new TicketListPage(rows, null);
        }

        rows.RemoveAt(limit);
        return new TicketListPage(rows, new TicketCursor(rows[^1].LastEntryAt, rows[^1].Number).ToString());
    }

    /// <summary>How many tickets are in the views that agents watch.</summary>
    public async Task<TicketCounts> CountAsync(Guid reader, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleAsync<TicketCounts>(
            $"""
            select (select count(*) from (select 1 from ticket where status = 'Open' limit {TicketCounts.Most}) as found)::int as open,
                   (select count(*) from (select 1 from ticket where status = 'Open' and assignee = @reader limit {TicketCounts.Most}) as found)::int as mine,
                   (select count(*) from (select 1 from ticket where status = 'Open' and assignee is null limit {TicketCounts.Most}) as found)::int as unassigned,
                   (select count(*) from (select 1 from ticket where attention limit {TicketCounts.Most}) as found)::int as attention,
                   (select count(*) from (select 1 from intake where outcome = 'Kept' and dismissed_at is null limit {TicketCounts.Most}) as found)::int as failed_mail
            """,
            new { reader });
    }

    private static string Filter(TicketView view) => view switch
    {
        TicketView.Open => "status = 'Open'",
        TicketView.Mine => "status = 'Open' and assignee = @reader",
        TicketView.Unassigned => "status = 'Open' and assignee is null",
        TicketView.Attention => "attention",
        TicketView.Closed => "status = 'Closed'",
        _ => "true",
    };

    private static long? NumberIn(string? search) =>
        long.TryParse((search ?? "").Trim().Trim('[', ']', '#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
