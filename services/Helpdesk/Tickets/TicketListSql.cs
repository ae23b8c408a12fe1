using Dapper;
using HelpdeskMail.Helpdesk.Search;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>A list of tickets as the database is asked for it.</summary>
/// <param name="Query">Which tickets, in which order.</param>
/// <param name="Search">What was typed into the search.</param>
/// <param name="Plan">How its words are looked for; null when there are none.</param>
/// <param name="Reader">Who asks.</param>
/// <param name="Open">The mailboxes that are open to them; null when all are.</param>
internal sealed record TicketListSql(TicketQuery Query, SearchQuery Search, SearchPlan? Plan, Guid Reader, Guid[]? Open)
{
    private const string Columns =
        """
        page.number, page.subject, page.status, page.customer_name, page.customer_address, page.assignee, person.name as assignee_name,
        page.system_email_id, system_email.address as system_email_address, page.last_entry_at, page.last_entry_kind, page.last_words,
        page.attachments, page.attention, page.priority, page.tags, page.department, page.due_at, page.waiting_since, page.wakes_at, page.created_at, page.last_mail_entry,
        page.last_mail_entry is not null and coalesce(seen.entry_id, 0) < page.last_mail_entry as unread
        """;

    private const string Joins =
        """
        left join person on person.id = page.assignee
        left join system_email on system_email.id = page.system_email_id
        left join seen on seen.person_id = @reader and seen.ticket_number = page.number
        """;

    /// <summary>Tickets that go on for longer have an index of their own, which says the same.</summary>
    private const string Long = "interval '30 days'";

    private string Order => TicketFilter.Order(Query.Sort).Order;

    /// <summary>What says where a ticket stands. It is in the index that has the order, so that tickets that are passed over need not be read.</summary>
    private string Place => Query.Sort switch
    {
        TicketSort.Priority => "number, last_entry_at, priority",
        TicketSort.Due => "number, last_entry_at, due_at",
        _ => "number, last_entry_at",
    };

    /// <summary>What an entry has to have.</summary>
    private string Words => string.Join(" and ", new[]
    {
        Plan?.TsQuery is null ? null : "words @@ @words::tsquery",
        // In words that the index is not asked for.
        Plan?.Begun is null ? null : "(words @@ @begun::tsquery) is true",
        Search.Before is null ? null : "at < @Before",
        Search.After is null ? null : "at >= @After",
    }.OfType<string>());

    /// <summary>
    /// A part of it. Common words are looked for from the first ticket on, until the part is full; rare ones are gathered from the index of words and then put in order.
    /// </summary>
    public CommandDefinition Rows(TicketCursor? cursor, int rows, CancellationToken cancellation)
    {
        var conditions = Conditions(cursor);
        var page = Plan switch
        {
            null => $"select ticket.*, null::bigint as hit from ticket where {conditions} order by {Order} limit @rows",
            { IsCommon: true } =>
                $"""
                select ticket.*, found.entry_id as hit
                from (
                  select place.number, hit.entry_id
                  from ({Walked(conditions)}) as place
                  cross join lateral (select entry_id from entry_search where ticket_number = place.number and {Words} order by entry_id desc limit 1) as hit
                  order by {Order} limit @rows) as found
                join ticket on ticket.number = found.number
                """,
            _ =>
                $"""
                select ticket.*, found.entry_id as hit
                from (select ticket_number, max(entry_id) as entry_id from entry_search where {Words} group by ticket_number) as found join ticket on ticket.number = found.ticket_number
                where {conditions} order by {Order} limit @rows
                """,
        };
        // The ticket whose number was typed leads the first part, whatever it holds.
        var numbered = Search.Number is null || cursor is not null
            ? ""
            : $"union all (select ticket.*, null::bigint from ticket where number = @Number{(Open is null ? "" : $" and {TicketFilter.Open}")} and not exists (select 1 from page where page.number = @Number))";
        var order = string.Join(", ", Order.Split(", ").Select(column => $"page.{column}"));
        return Command($"with page as ({page}), found as (select * from page {numbered}) select {Columns}, page.hit from found as page {Joins} order by page.number is not distinct from @Number desc, {order}", cursor, rows, cancellation);
    }

    /// <summary>
    /// The places of a walk. Before a moment, years of newer tickets would be passed over to come to those that had begun by then; but of tickets whose last entry is <see cref="Long"/> after it or more only those can have begun
    /// by then that went on for longer, and these are few.
    /// </summary>
    private string Walked(string conditions)
    {
        string Among(string more) => $"select {Place} from ticket where {conditions}{more} order by {Order} limit @LongestWalk";
        return Search.Before is null || Query.Sort != TicketSort.Newest
            ? Among("")
            : $"""
              select * from (
                ({Among($" and ticket.last_entry_at < @Before + {Long}")})
                union all
                ({Among($" and ticket.last_entry_at >= @Before + {Long} and ticket.last_entry_at - ticket.created_at > {Long}")})) as either
              order by {Order} limit @LongestWalk
              """;
    }

    /// <summary>The place at which a walk has ended without filling its part; nothing when it has come to the end of the list.</summary>
    public CommandDefinition EndOfWalk(TicketCursor? cursor, CancellationToken cancellation) =>
        Command($"select * from ({Walked(Conditions(cursor))}) as place order by {Order} offset @LongestWalk - 1 limit 1", cursor, 0, cancellation);

    /// <summary>What a ticket has to be.</summary>
    public string Conditions(TicketCursor? cursor) =>
        string.Join(" and ", TicketFilter.Conditions(Query, Search, Open is not null).Concat(cursor is null ? [] : [TicketFilter.Order(Query.Sort).After]));

    /// <summary>The values of it all.</summary>
    public object Parameters(TicketCursor? cursor, int rows) => new
    {
        reader = Reader,
        open = Open,
        rows,
        TicketList.LongestWalk,
        words = Plan?.TsQuery,
        begun = Plan?.Begun,
        Search.Before,
        Search.After,
        Search.Number,
        status = Search.Status,
        Query.Mailbox,
        Query.Department,
        Query.Assignee,
        Query.Priority,
        tags = Search.Tags.Concat(Tagging.Parse(Query.Tag)).Distinct(StringComparer.Ordinal).ToArray(),
        excludedTags = Search.ExcludedTags.ToArray(),
        mailboxPart = Search.Mailbox,
        assigneePart = Search.Assignee,
        cursorAt = cursor?.At ?? default,
        cursorNumber = cursor?.Number ?? 0,
        cursorPriority = cursor?.Priority ?? 0,
    };

    private CommandDefinition Command(string text, TicketCursor? cursor, int rows, CancellationToken cancellation) => new(text, Parameters(cursor, rows), cancellationToken: cancellation);
}
