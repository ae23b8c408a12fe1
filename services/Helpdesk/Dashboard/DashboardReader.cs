using Dapper;
using HelpdeskMail.Helpdesk.MailboxAccess;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Dashboard;

/// <summary>Figures over some days, read from the tickets themselves; of the mailboxes that are open to the reader.</summary>
public sealed class DashboardReader(NpgsqlDataSource database, TimeProvider time)
{
    private static readonly string Open = OpenMailboxes.Condition("system_email_id");

    /// <summary>Minutes from opening to the first reply of a person, for each ticket that somebody from outside has opened in the span.</summary>
    private static readonly string Answered =
        $"""
        answered as (
          select ticket.number, ticket.created_at, ticket.system_email_id, first.author_id, extract(epoch from first.at - ticket.created_at) / 60 as minutes
          from ticket cross join lateral (
            select entry.at, entry.author_id from entry where entry.ticket_number = ticket.number and entry.kind = 'Reply' and entry.automatic is null order by entry.at limit 1) as first
          where ticket.created_at >= @from and first.at > ticket.created_at and {Open})
        """;

    /// <summary>The replies of the span, read once however many groups there are.</summary>
    private static readonly string Replied =
        $"replied as (select entry.author_id, entry.ticket_number, ticket.system_email_id from entry join ticket on ticket.number = entry.ticket_number where entry.kind = 'Reply' and entry.automatic is null and entry.at >= @from and {Open})";

    /// <summary>Every day of the span, oldest first, today as the last.</summary>
    public async Task<IReadOnlyList<DayFigures>> ReadDaysAsync(Guid reader, int days, CancellationToken cancellation)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var from = today.AddDays(1 - days);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var parameters = new { reader, from = new DateTimeOffset(from.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) };
        var before = await connection.ExecuteScalarAsync<int>(
            $"""
            select (select count(*)::int from ticket where {Open} and status = 'Open' and created_at < @from and merged_into is null)
                 + (select count(*)::int from ticket where {Open} and closed_at >= @from and created_at < @from and merged_into is null)
            """,
            parameters);
        var opened = await CountAsync(connection, $"select (created_at at time zone 'utc')::date::text as day, count(*)::int as count from ticket where {Open} and created_at >= @from and merged_into is null group by 1", parameters);
        var closed = await CountAsync(connection, $"select (closed_at at time zone 'utc')::date::text as day, count(*)::int as count from ticket where {Open} and closed_at >= @from and merged_into is null group by 1", parameters);
        var answered = (await connection.QueryAsync<(string Day, double Minutes)>(
            $"with {Answered} select (created_at at time zone 'utc')::date::text, percentile_cont(0.5) within group (order by minutes)::float8 from answered group by 1", parameters))
            .ToDictionary(row => row.Day, row => row.Minutes, StringComparer.Ordinal);
        var figures = new List<DayFigures>(days);
        var open = before;
        for (var day = from; day <= today; day = day.AddDays(1))
        {
            var key = day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            var (came, went) = (opened.GetValueOrDefault(key), closed.GetValueOrDefault(key));
            open += came - went;
            figures.Add(new DayFigures(day, came, went, open, answered.TryGetValue(key, out var minutes) ? minutes : null));
        }

        return figures;
    }

    /// <summary>Figures of each mailbox, the busiest first.</summary>
    public Task<IReadOnlyList<GroupFigures>> ReadMailboxesAsync(Guid reader, int days, CancellationToken cancellation) =>
        ReadGroupsAsync(
            $"""
            with {Answered}, {Replied},
            touched as (
              select system_email_id as mailbox, (waiting_since is null)::int as open, (waiting_since is not null)::int as waiting, 0 as opened, 0 as closed from ticket where {Open} and status = 'Open' and merged_into is null
              union all select system_email_id, 0, 0, 1, 0 from ticket where {Open} and created_at >= @from and merged_into is null
              union all select system_email_id, 0, 0, 0, 1 from ticket where {Open} and closed_at >= @from and merged_into is null),
            counted as (select mailbox, sum(open)::int as open, sum(waiting)::int as waiting, sum(opened)::int as opened, sum(closed)::int as closed from touched group by mailbox),
            answers as (select system_email_id as mailbox, count(*)::int as answers from replied group by 1),
            first_answers as (select system_email_id as mailbox, percentile_cont(0.5) within group (order by minutes)::float8 as first_answer from answered group by 1)
            select coalesce(system_email.address, 'unknown') as name, counted.open, counted.waiting, counted.opened, counted.closed, coalesce(answers.answers, 0) as answers, first_answers.first_answer
            from counted left join system_email on system_email.id = counted.mailbox
            left join answers on answers.mailbox is not distinct from counted.mailbox left join first_answers on first_answers.mailbox is not distinct from counted.mailbox
            order by opened desc, name limit 50
            """,
            reader,
            days,
            cancellation);

    /// <summary>Figures of each agent, the busiest first.</summary>
    public Task<IReadOnlyList<GroupFigures>> ReadAgentsAsync(Guid reader, int days, CancellationToken cancellation) =>
        ReadGroupsAsync(
            $"""
            with {Answered}, {Replied},
            replies as (select author_id, count(*)::int as answers, count(distinct ticket_number)::int as tickets from replied where author_id is not null group by 1),
            has as (
              select assignee, (count(*) filter (where waiting_since is null))::int as open, (count(*) filter (where waiting_since is not null))::int as waiting
              from ticket where {Open} and assignee is not null and status = 'Open' and merged_into is null group by 1),
            done as (select assignee, count(*)::int as closed from ticket where {Open} and assignee is not null and closed_at >= @from group by 1),
            first_answers as (select author_id, percentile_cont(0.5) within group (order by minutes)::float8 as first_answer from answered group by 1)
            select person.name, coalesce(has.open, 0) as open, coalesce(has.waiting, 0) as waiting, coalesce(replies.tickets, 0) as opened, coalesce(done.closed, 0) as closed, coalesce(replies.answers, 0) as answers, first_answers.first_answer
            from person left join replies on replies.author_id = person.id left join has on has.assignee = person.id left join done on done.assignee = person.id
            left join first_answers on first_answers.author_id = person.id
            where person.disabled_at is null order by answers desc, lower(person.name) limit 100
            """,
            reader,
            days,
            cancellation);

    private async Task<IReadOnlyList<GroupFigures>> ReadGroupsAsync(string query, Guid reader, int days, CancellationToken cancellation)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<GroupFigures>(query, new { reader, from = new DateTimeOffset(today.AddDays(1 - days).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) })).AsList();
    }

    private static async Task<Dictionary<string, int>> CountAsync(NpgsqlConnection connection, string query, object parameters) =>
        (await connection.QueryAsync<(string Day, int Count)>(query, parameters)).ToDictionary(row => row.Day, row => row.Count, StringComparer.Ordinal);
}
