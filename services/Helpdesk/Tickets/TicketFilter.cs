using HelpdeskMail.Helpdesk.Search;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>A query for tickets as conditions of SQL. Texts of people are parameters only; what is put together here is our own.</summary>
internal static class TicketFilter
{
    /// <summary>Begun mail that a person has not seen.</summary>
    private const string UnreadCondition =
        "ticket.last_mail_entry is not null and not exists (select 1 from seen where seen.person_id = @reader and seen.ticket_number = ticket.number and seen.entry_id >= ticket.last_mail_entry)";

    /// <summary>In a mailbox that is open to the reader, of whom not all are.</summary>
    public const string Open = "ticket.system_email_id = any (@open)";

    public static IEnumerable<string> Conditions(TicketQuery query, SearchQuery search, bool restricted)
    {
        if (restricted)
        {
            yield return Open;
        }

        yield return Of(query.View);
        if (query.View is TicketView.Closed or TicketView.All)
        {
            yield return "ticket.merged_into is null";
        }

        if (search.Status is not null)
        {
            yield return "ticket.status = @status";
        }

        if (search.Waiting is { } waits)
        {
            yield return $"ticket.waiting_since is {(waits ? "not " : "")}null";
        }

        if (query.Mailbox is not null)
        {
            yield return "ticket.system_email_id = @Mailbox";
        }

        if (search.Mailbox is not null)
        {
            yield return $"{(search.ExcludesMailbox ? "not " : "")}exists (select 1 from system_email where id = ticket.system_email_id and position(lower(@mailboxPart) in lower(address)) > 0)";
        }

        if (!string.IsNullOrEmpty(query.Department))
        {
            yield return "ticket.department = @Department";
        }

        if (search.Tags.Count > 0 || !string.IsNullOrEmpty(query.Tag))
        {
            yield return "ticket.tags <> '{}' and ticket.tags @> @tags";
        }

        if (search.ExcludedTags.Count > 0)
        {
            yield return "not ticket.tags && @excludedTags";
        }

        if (query.Assignee is not null)
        {
            yield return "ticket.assignee = @Assignee";
        }

        if (search.Assignee is not null)
        {
            var isTheirs = search.Assignee.ToLowerInvariant() switch
            {
                "me" => "ticket.assignee is not distinct from @reader",
                "nobody" or "none" => "ticket.assignee is null",
                _ => "exists (select 1 from person where id = ticket.assignee and position(lower(@assigneePart) in lower(name)) > 0)",
            };
            yield return search.ExcludesAssignee ? $"not ({isTheirs})" : isTheirs;
        }

        if (query.Priority is not null)
        {
            yield return "ticket.priority >= @Priority";
        }

        if (query.Unread || search.Unread == true)
        {
            yield return UnreadCondition;
        }

        if (search.Unread == false)
        {
            yield return $"not ({UnreadCondition})";
        }

        // An entry of that time is in a ticket that had begun by then, and had not ended before.
        if (search.Before is not null)
        {
            yield return "ticket.created_at < @Before";
        }

        if (search.After is not null)
        {
            yield return "ticket.last_entry_at >= @After";
        }

        if (query.Sort == TicketSort.Due)
        {
            yield return "ticket.due_at is not null";
        }
    }

    /// <summary>The order, and the condition that a ticket comes after the cursor in it.</summary>
    public static (string Order, string After) Order(TicketSort sort) => sort switch
    {
        TicketSort.Oldest => ("last_entry_at, number", "(ticket.last_entry_at, ticket.number) > (@cursorAt, @cursorNumber)"),
        TicketSort.Priority => (
            "priority desc, last_entry_at desc, number desc",
            "ticket.priority <= @cursorPriority and (ticket.priority, ticket.last_entry_at, ticket.number) < (@cursorPriority, @cursorAt, @cursorNumber)"),
        TicketSort.Created => ("number desc", "ticket.number < @cursorNumber"),
        TicketSort.Due => ("due_at, number", "(ticket.due_at, ticket.number) > (@cursorAt, @cursorNumber)"),
        _ => ("last_entry_at desc, number desc", "(ticket.last_entry_at, ticket.number) < (@cursorAt, @cursorNumber)"),
    };

    private static string Of(TicketView view) => view switch
    {
        TicketView.Open => "ticket.status = 'Open' and ticket.waiting_since is null",
        TicketView.Mine => "ticket.status = 'Open' and ticket.waiting_since is null and ticket.assignee = @reader",
        TicketView.Unassigned => "ticket.status = 'Open' and ticket.waiting_since is null and ticket.assignee is null",
        TicketView.Waiting => "ticket.waiting_since is not null",
        TicketView.Attention => "ticket.attention",
        TicketView.Mentioned => "ticket.number in (select ticket_number from mention where person_id = @reader and seen_at is null)",
        TicketView.Closed => "ticket.status = 'Closed'",
        _ => "true",
    };
}
