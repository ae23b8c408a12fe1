using Dapper;
using HelpdeskMail.Helpdesk.MailboxAccess;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Dashboard;

/// <summary>Figures over some days, read from the tickets themselves; of the mailboxes that are open to the reader.</summary>
public sealed class DashboardReader(NpgsqlDataSource database, TimeProvider time)
{
    private static readonly string Open = OpenMailboxes.Condition("system_email_id");

    /// <summary>Minutes from opening to the first reply, for each ticket that was opened in the span.</summary>
    private static readonly string Answered =
        $"""
        answered as (
          select ticket.number, ticket.created_at, ticket.system_email_id, first.author_id, extract(epoch from first.at - ticket.created_at) / 60 as minutes
          from ticket cross join lateral (
            select entry.at, entry.author_id from entry where entry.ticket_number = ticket.number and entry.kind = 'Reply' order by entry.at limit 1) as first
          where ticket.created_at >= @from and {Open})
        """;

    /// <summary>Every day of the span, oldest first, today as the last.</summary>
    public async Task<IReadOnlyList<DayFigures>> ReadDaysAsync(Guid reader, int days, CancellationToken cancellation)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var from = today.AddDays(1 - days);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var parameters = new { reader, from = new DateTimeOffset(from.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) };
        var before = await connection.ExecuteScalarAsync<int>($"select count(*)::int from ticket where {Open} and created_at < @from and merged_into is null and (closed_at is null or closed_at >= @from)", parameters);
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
            with {Answered}
            select coalesce(system_email.address, 'unknown') as name,
                   count(*) filter (where ticket.status = 'Open')::int as open,
                   count(*) filter (where ticket.created_at >= @from)::int as opened,
                   count(*) filter (where ticket.closed_at >= @from)::int as closed,
                   (select count(*)::int from entry join ticket as other on other.number = entry.ticket_number
                    where entry.kind = 'Reply' and entry.at >= @from and other.system_email_id is not distinct from system_email.id) as answers,
                   (select percentile_cont(0.5) within group (order by minutes)::float8 from answered where answered.system_email_id is not distinct from system_email.id) as first_answer
            from ticket left join system_email on system_email.id = ticket.system_email_id
            where {OpenMailboxes.Condition("ticket.system_email_id")} and ticket.merged_into is null and (ticket.status = 'Open' or ticket.created_at >= @from or ticket.closed_at >= @from)
            group by system_email.id, system_email.address order by opened desc, name limit 50
            """,
            reader,
            days,
            cancellation);

    /// <summary>Figures of each agent, the busiest first.</summary>
    public Task<IReadOnlyList<GroupFigures>> ReadAgentsAsync(Guid reader, int days, CancellationToken cancellation) =>
        ReadGroupsAsync(
            $"""
            with {Answered},
            replies as (select author_id, count(*)::int as answers, count(distinct ticket_number)::int as tickets from entry join ticket on ticket.number = ticket_number
              where kind = 'Reply' and at >= @from and author_id is not null and {Open} group by 1)
            select person.name,
                   (select count(*)::int from ticket where {Open} and assignee = person.id and status = 'Open') as open,
                   coalesce(replies.tickets, 0) as opened,
                   (select count(*)::int from ticket where {Open} and assignee = person.id and closed_at >= @from) as closed,
                   coalesce(replies.answers, 0) as answers,
                   (select percentile_cont(0.5) within group (order by minutes)::float8 from answered where answered.author_id = person.id) as first_answer
            from person left join replies on replies.author_id = person.id
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
