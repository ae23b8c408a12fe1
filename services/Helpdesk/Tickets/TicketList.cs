using Dapper;
using HelpdeskMail.Helpdesk.MailboxAccess;
using HelpdeskMail.Helpdesk.Search;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Lists of tickets, read by cursor so that the thousandth page costs what the first does.</summary>
public sealed class TicketList(NpgsqlDataSource database)
{
    /// <summary>Most tickets of one part.</summary>
    public const int LongestPage = 200;

    /// <summary>
    /// Tickets that one part of a search for common words looks through. Words that are common each for themselves may hardly ever stand together: the reader then
    /// gets what there is among the newest, and a cursor to look further back, instead of waiting for a walk through all.
    /// </summary>
    public const int LongestWalk = 3_000;

    private const string Columns =
        """
        page.number, page.subject, page.status, page.customer_name, page.customer_address, page.assignee, person.name as assignee_name,
        page.system_email_id, system_email.address as system_email_address, page.last_entry_at, page.last_entry_kind, page.last_words,
        page.attachments, page.attention, page.priority, page.tags, page.department, page.due_at, page.waiting_since, page.wakes_at, page.created_at,
        page.last_mail_entry is not null and coalesce(seen.entry_id, 0) < page.last_mail_entry as unread
        """;

    private const string Joins =
        """
        left join person on person.id = page.assignee
        left join system_email on system_email.id = page.system_email_id
        left join seen on seen.person_id = @reader and seen.ticket_number = page.number
        """;

    /// <summary>From how many matching entries on a search walks through the tickets; changed by tests only.</summary>
    internal double CommonFrom { get; set; } = SearchPlan.Common;

    /// <summary>A part of a list, last changed first.</summary>
    /// <param name="view">Which tickets.</param>
    /// <param name="search">What was typed into the search; null or empty for all.</param>
    /// <param name="reader">Who asks: for «mine» and «unread», and for the mailboxes that are open to them.</param>
    /// <param name="after">Cursor from the part before; null for the beginning. One that makes no sense counts as null.</param>
    /// <param name="limit">How many, up to <see cref="LongestPage"/>.</param>
    /// <param name="cancellation">Ends the query.</param>
    public Task<TicketListPage> ReadAsync(TicketView view, string? search, Guid reader, string? after, int limit, CancellationToken cancellation) =>
        ReadAsync(new TicketQuery { View = view, Search = search }, reader, after, limit, cancellation);

    /// <summary>A part of a list.</summary>
    /// <param name="query">Which tickets, in which order.</param>
    /// <param name="reader">Who asks: for «mine», «mentioned» and «unread», and for the mailboxes that are open to them.</param>
    /// <param name="after">Cursor from the part before; null for the beginning. One that makes no sense counts as null.</param>
    /// <param name="limit">How many, up to <see cref="LongestPage"/>.</param>
    /// <param name="cancellation">Ends the query.</param>
    public async Task<TicketListPage> ReadAsync(TicketQuery query, Guid reader, string? after, int limit, CancellationToken cancellation)
    {
        limit = Math.Clamp(limit, 1, LongestPage);
        var (search, cursor) = (SearchQuery.Parse(query.Search), TicketCursor.Parse(after));
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var open = await OpenMailboxes.OfAsync(connection, reader);
        var plan = search.AsksForWords ? await SearchPlan.OfAsync(connection, search, CommonFrom) : null;
        var rows = (await connection.QueryAsync<TicketLine>(new CommandDefinition(
            Sql(query, search, plan, cursor, open), Parameters(query, search, plan, cursor, reader, open, limit + 1), cancellationToken: cancellation))).AsList();
        var more = rows.Count > limit;
        if (more)
        {
            rows.RemoveAt(limit);
        }

        if (search.Terms.Count > 0)
        {
            await HighlightAsync(connection, rows, search);
        }

        var next = more ? Next(rows[^1], query.Sort)
            : plan is { IsCommon: true } ? await EndOfWalkAsync(connection, query, search, cursor, reader, open)
            : null;
        return new TicketListPage(rows, next?.ToString());
    }

    /// <summary>The ticket at which a walk has ended without filling its part; null when it has come to the end of the list.</summary>
    private static async Task<TicketCursor?> EndOfWalkAsync(NpgsqlConnection connection, TicketQuery query, SearchQuery search, TicketCursor? cursor, Guid reader, Guid[]? open)
    {
        var (order, _) = TicketFilter.Order(query.Sort);
        var last = await connection.QueryFirstOrDefaultAsync<TicketLine?>(
            $"select number, priority, last_entry_at, due_at from ticket where {Where(query, search, cursor, open)} order by {order} offset @LongestWalk - 1 limit 1",
            Parameters(query, search, null, cursor, reader, open, 0));
        return last is null ? null : Next(last, query.Sort);
    }

    /// <summary>The ticket below another in a list; null below the last.</summary>
    public async Task<long?> FindNextAsync(TicketQuery query, long number, Guid reader, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var here = await connection.QuerySingleOrDefaultAsync<TicketLine?>("select number, priority, last_entry_at, due_at from ticket where number = @number", new { number });
        return here is null ? null : (await ReadAsync(query, reader, Next(here, query.Sort).ToString(), 1, cancellation)).Tickets is [var below, ..] ? below.Number : null;
    }

    /// <summary>How many tickets are in the views that agents watch.</summary>
    public async Task<TicketCounts> CountAsync(Guid reader, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var open = await OpenMailboxes.OfAsync(connection, reader);
        var only = open is null ? "" : " and system_email_id = any (@open)";
        return await connection.QuerySingleAsync<TicketCounts>(
            $"""
            select (select count(*) from (select 1 from ticket where status = 'Open' and waiting_since is null{only} limit {TicketCounts.Most}) as found)::int as open,
                   (select count(*) from (select 1 from ticket where status = 'Open' and waiting_since is null and assignee = @reader{only} limit {TicketCounts.Most}) as found)::int as mine,
                   (select count(*) from (select 1 from ticket where status = 'Open' and waiting_since is null and assignee is null{only} limit {TicketCounts.Most}) as found)::int as unassigned,
                   (select count(*) from (select 1 from ticket where waiting_since is not null{only} limit {TicketCounts.Most}) as found)::int as waiting,
                   (select count(*) from (select 1 from ticket where attention{only} limit {TicketCounts.Most}) as found)::int as attention,
                   (select count(*) from (select 1 from intake where outcome = 'Kept' and dismissed_at is null{only} limit {TicketCounts.Most}) as found)::int as failed_mail,
                   (select count(*) from (select distinct ticket_number from mention join ticket on ticket.number = ticket_number where person_id = @reader and seen_at is null{only} limit {TicketCounts.Most}) as found)::int as mentioned
            """,
            new { reader, open });
    }

    /// <summary>How many tickets are in some lists, each up to <see cref="TicketCounts.Most"/>; null where words are searched for or closed tickets are in it, since that would take its time.</summary>
    public async Task<IReadOnlyList<int?>> CountAsync(IReadOnlyList<TicketQuery> queries, Guid reader, CancellationToken cancellation)
    {
        if (queries.Count == 0)
        {
            return [];
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        var open = await OpenMailboxes.OfAsync(connection, reader);
        var counts = new List<int?>();
        foreach (var query in queries)
        {
            var search = SearchQuery.Parse(query.Search);
            counts.Add(search.AsksForWords || query.View is TicketView.All or TicketView.Closed
                ? null
                : await connection.ExecuteScalarAsync<int>(new CommandDefinition(
                    $"select count(*)::int from (select 1 from ticket where {Where(query, search, null, open)} limit {TicketCounts.Most}) as found",
                    Parameters(query, search, null, null, reader, open, 0), cancellationToken: cancellation)));
        }

        return counts;
    }

    /// <summary>
    /// Common words are looked for from the newest ticket on, until the page is full; rare ones are gathered from the index of words and then put in order.
    /// </summary>
    private static string Sql(TicketQuery query, SearchQuery search, SearchPlan? plan, TicketCursor? cursor, Guid[]? open)
    {
        var (order, _) = TicketFilter.Order(query.Sort);
        var conditions = Where(query, search, cursor, open);
        var words = string.Join(" and ", new[]
        {
            plan?.TsQuery is null ? null : "words @@ @words::tsquery",
            search.Before is null ? null : "at < @Before",
            search.After is null ? null : "at >= @After",
        }.OfType<string>());
        var page = plan switch
        {
            null => $"select ticket.*, null::bigint as hit from ticket where {conditions} order by {order} limit @rows",
            { IsCommon: true } =>
                $"""
                select ticket.*, found.entry_id as hit
                from (select * from ticket where {conditions} order by {order} limit @LongestWalk) as ticket
                cross join lateral (select entry_id from entry_search where ticket_number = ticket.number and {words} order by entry_id desc limit 1) as found
                order by {order} limit @rows
                """,
            _ =>
                $"""
                select ticket.*, found.entry_id as hit
                from (select ticket_number, max(entry_id) as entry_id from entry_search where {words} group by ticket_number) as found join ticket on ticket.number = found.ticket_number
                where {conditions} order by {order} limit @rows
                """,
        };
        var numbered = search.Number is null || cursor is not null
            ? ""
            : $"union all (select ticket.*, null::bigint from ticket where number = @Number{(open is null ? "" : $" and {TicketFilter.Open}")} and not exists (select 1 from page where page.number = @Number))";
        return $"with page as ({page}), found as (select * from page {numbered}) select {Columns}, page.hit from found as page {Joins} order by page.number is not distinct from @Number desc, {Prefixed(order)}";
    }

    private static string Where(TicketQuery query, SearchQuery search, TicketCursor? cursor, Guid[]? open) =>
        string.Join(" and ", TicketFilter.Conditions(query, search, open is not null).Concat(cursor is null ? [] : [TicketFilter.Order(query.Sort).After]));

    private static string Prefixed(string order) => string.Join(", ", order.Split(", ").Select(column => $"page.{column}"));

    private static object Parameters(TicketQuery query, SearchQuery search, SearchPlan? plan, TicketCursor? cursor, Guid reader, Guid[]? open, int rows) => new
    {
        reader,
        open,
        rows,
        LongestWalk,
        words = plan?.TsQuery,
        search.Before,
        search.After,
        search.Number,
        status = search.Status,
        query.Mailbox,
        query.Department,
        query.Assignee,
        query.Priority,
        tags = search.Tags.Concat(Tagging.Parse(query.Tag)).Distinct(StringComparer.Ordinal).ToArray(),
        excludedTags = search.ExcludedTags.ToArray(),
        mailboxPart = search.Mailbox,
        assigneePart = search.Assignee,
        cursorAt = cursor?.At ?? default,
        cursorNumber = cursor?.Number ?? 0,
        cursorPriority = cursor?.Priority ?? 0,
    };

    private static TicketCursor Next(TicketLine last, TicketSort sort) =>
        new(sort == TicketSort.Due ? last.DueAt ?? default : last.LastEntryAt, last.Number, sort == TicketSort.Priority ? last.Priority : 0);

    private static async Task HighlightAsync(NpgsqlConnection connection, List<TicketLine> rows, SearchQuery search)
    {
        var hits = rows.Select(row => row.Hit).OfType<long>().ToArray();
        var texts = (await connection.QueryAsync<(long Id, string Text)>("select id, left(text, 20000) from entry where id = any (@hits)", new { hits })).ToDictionary(row => row.Id, row => row.Text);
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i] = rows[i] with { FoundInSubject = Highlight.In(rows[i].Subject, search.Terms) };
            if (rows[i].Hit is { } hit && texts.TryGetValue(hit, out var text))
            {
                rows[i] = rows[i] with { Found = Highlight.In(text, search.Terms) };
            }
        }
    }
}
