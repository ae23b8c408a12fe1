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

    /// <summary>
    /// Room for the places of all entries that a common word is in. With less PostgreSQL notes whole pages of the table instead, and then reads each entry of them: of five million entries five times as many, at 4 MB.
    /// </summary>
    private const string Room = "set local work_mem = '64MB'";

    /// <summary>From how many matching entries on a search walks through the tickets; changed by tests only.</summary>
    internal double CommonFrom { get; set; } = SearchPlan.Common;

    /// <summary>How many gathered entries weigh as much as one that is read; changed by tests only.</summary>
    internal double GatheredForOneRead { get; set; } = SearchPlan.GatheredForOneRead;

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
        var plan = search.AsksForWords ? await SearchPlan.OfAsync(connection, search, CommonFrom, GatheredForOneRead) : null;
        await using var gathering = plan is { TsQuery: not null, IsCommon: false } ? await connection.BeginTransactionAsync(cancellation) : null;
        if (gathering is not null)
        {
            await connection.ExecuteAsync(Room);
        }

        var sql = new TicketListSql(query, search, plan, reader, open);
        var rows = (await connection.QueryAsync<TicketLine>(sql.Rows(cursor, limit + 1, cancellation))).AsList();
        var more = rows.Count > limit;
        if (more)
        {
            rows.RemoveAt(limit);
        }

        if (search.Terms.Count > 0)
        {
            await HighlightAsync(connection, rows, search);
        }

        var next = more ? new TicketPlace(rows[^1])
            : plan is { IsCommon: true } ? await connection.QueryFirstOrDefaultAsync<TicketPlace?>(sql.EndOfWalk(cursor, cancellation))
            : null;
        return new TicketListPage(rows, next?.Cursor(query.Sort).ToString());
    }

    /// <summary>The ticket below another in a list; null below the last.</summary>
    public async Task<long?> FindNextAsync(TicketQuery query, long number, Guid reader, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var here = await connection.QuerySingleOrDefaultAsync<TicketPlace?>("select number, priority, last_entry_at, due_at from ticket where number = @number", new { number });
        return here is null ? null : (await ReadAsync(query, reader, here.Cursor(query.Sort).ToString(), 1, cancellation)).Tickets is [var below, ..] ? below.Number : null;
    }

    /// <summary>How many tickets are in the views that agents watch.</summary>
    public async Task<TicketCounts> CountAsync(Guid reader, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var open = await OpenMailboxes.OfAsync(connection, reader);
        var only = open is null ? "" : " and system_email_id = any (@open)";
        return await connection.QuerySingleAsync<TicketCounts>(
            $"""
            select {Counted($"status = 'Open' and waiting_since is null{only}")} as open,
                   {Counted($"status = 'Open' and waiting_since is null and assignee = @reader{only}")} as mine,
                   {Counted($"status = 'Open' and waiting_since is null and assignee is null{only}")} as unassigned,
                   {Counted($"waiting_since is not null{only}")} as waiting,
                   {Counted($"attention{only}")} as attention,
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
            var sql = new TicketListSql(query, search, null, reader, open);
            counts.Add(search.AsksForWords || query.View is TicketView.All or TicketView.Closed
                ? null
                : await connection.ExecuteScalarAsync<int>(new CommandDefinition(
                    $"select {Counted(sql.Conditions(null))}", sql.Parameters(null, 0), cancellationToken: cancellation)));
        }

        return counts;
    }

    /// <summary>
    /// Counts tickets up to <see cref="TicketCounts.Most"/>. In order, the longest untouched first, so that an index of open tickets leads to them: without an order PostgreSQL takes them to be spread evenly over the table
    /// and may read it from its beginning, where all have been closed for years.
    /// </summary>
    private static string Counted(string conditions) =>
        $"(select count(*) from (select 1 from ticket where {conditions} order by last_entry_at, number limit {TicketCounts.Most}) as found)::int";

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
