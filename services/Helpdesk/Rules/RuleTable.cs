using System.Text.Json;
using Dapper;
using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.ServiceDefaults.Database;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Rules;

/// <summary>The rules for incoming mail, in their order.</summary>
public sealed class RuleTable
{
    /// <summary>Most rules there can be, since each mail is held against all of them.</summary>
    public const int Most = 500;

    private const int LongestName = 100;
    private const int MostConditions = 20;
    private const int MostCounted = 500;

    private readonly NpgsqlDataSource database;
    private readonly AuditLog audit;
    private readonly TimeProvider time;
    private readonly Coalescer<(IReadOnlyList<Guid> Matched, DateTimeOffset Now), bool> counting;

    /// <summary>Rules in this database.</summary>
    public RuleTable(NpgsqlDataSource database, AuditLog audit, TimeProvider time)
    {
        (this.database, this.audit, this.time) = (database, audit, time);
        counting = new Coalescer<(IReadOnlyList<Guid>, DateTimeOffset), bool>(CountAsync, _ => 1, MostCounted, MostCounted, concernsOneItem: _ => false);
    }

    /// <summary>All rules in their order.</summary>
    public async Task<IReadOnlyList<Rule>> ListAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var rows = await connection.QueryAsync<Row>(
            "select id, system_email_id, position, name, enabled, conditions::text as conditions, actions::text as actions, matches, matched_at from rule order by position, id");
        return [.. rows.Select(row => row.ToRule())];
    }

    /// <summary>Adds a rule, or changes the one with its id.</summary>
    /// <returns>What is wrong with it; null when it was kept.</returns>
    public async Task<string?> SaveAsync(Rule rule, Actor by, CancellationToken cancellation)
    {
        if (Problem(rule) is { } problem)
        {
            return problem;
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        var kept = await connection.ExecuteAsync(
            """
            insert into rule (id, system_email_id, position, name, enabled, conditions, actions, changed_at)
            select @Id, @SystemEmailId, @Position, @name, @Enabled, @conditions::jsonb, @actions::jsonb, @now
            where (select count(*) from rule) < @Most or exists (select 1 from rule where id = @Id)
            on conflict (id) do update
              set system_email_id = excluded.system_email_id, position = excluded.position, name = excluded.name, enabled = excluded.enabled,
                  conditions = excluded.conditions, actions = excluded.actions, changed_at = excluded.changed_at
            """,
            new
            {
                rule.Id,
                rule.SystemEmailId,
                rule.Position,
                name = DatabaseText.OneLine(rule.Name, LongestName),
                rule.Enabled,
                conditions = JsonSerializer.Serialize(rule.Conditions),
                actions = JsonSerializer.Serialize(rule.Actions with { Tags = Tagging.Clean(rule.Actions.Tags) }),
                now = time.GetUtcNow(),
                Most,
            });
        if (kept == 0)
        {
            return Translated.Of("There are {0} rules already. Remove some, or put several values into one.", Most);
        }

        await audit.AddAsync(by, "rule_changed", rule.Name, cancellation);
        return null;
    }

    /// <summary>Removes a rule; what it has done stays.</summary>
    public async Task<bool> RemoveAsync(Guid id, Actor by, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        if (await connection.ExecuteScalarAsync<string?>("delete from rule where id = @id returning name", new { id }) is not { } name)
        {
            return false;
        }

        await audit.AddAsync(by, "rule_removed", name, cancellation);
        return true;
    }

    /// <summary>Counts that rules have matched a mail; outside the mail's own transaction, so that mails do not wait for each other here, and for many mails together.</summary>
    public async Task CountAsync(IReadOnlyList<Guid> matched, DateTimeOffset now, CancellationToken cancellation)
    {
        if (matched.Count > 0)
        {
            await counting.RunAsync((matched, now)).WaitAsync(cancellation);
        }
    }

    private async Task<IReadOnlyList<bool>> CountAsync(IReadOnlyList<(IReadOnlyList<Guid> Matched, DateTimeOffset Now)> mails)
    {
        var counts = mails.SelectMany(mail => mail.Matched).CountBy(id => id).ToList();
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            with held as (select id from rule where id = any (@ids) order by id for update)
            update rule set matches = matches + matched.count, matched_at = @now from unnest(@ids, @counts) as matched (id, count) join held using (id) where rule.id = held.id
            """,
            new { ids = counts.ConvertAll(one => one.Key).ToArray(), counts = counts.ConvertAll(one => one.Value).ToArray(), now = mails.Max(mail => mail.Now) });
        return new bool[mails.Count];
    }

    private static string? Problem(Rule rule) =>
        string.IsNullOrWhiteSpace(rule.Name) ? Translated.Of("The rule has no name.")
        : rule.Conditions.Count is 0 or > MostConditions ? Translated.Of("A rule needs a condition, and takes {0} at most.", MostConditions)
        : rule.Conditions.Any(condition => condition.Field == RuleField.Header && string.IsNullOrWhiteSpace(condition.Header)) ? Translated.Of("The condition on a header does not say which.")
        : rule.Conditions.Any(condition => condition.Match != RuleMatch.Exists && string.IsNullOrWhiteSpace(condition.Value)) ? Translated.Of("A condition has nothing to compare with.")
        : rule.Conditions.Any(condition => (condition.Field == RuleField.Size) != (condition.Match == RuleMatch.LargerThan)) ? Translated.Of("Sizes are compared by «larger than», in kilobytes, and nothing else is.")
        : rule.Actions is { Refuse: true, Allow: true } ? Translated.Of("The rule both refuses and lets in.")
        : rule.Actions.Priority is < Priority.Lowest or > Priority.Highest ? Translated.Of("The priority is -1 (low), 0, 1 (high) or 2 (urgent).")
        : TooLong.Line(Translated.Of("The name"), rule.Name, LongestName) ?? TooLong.Line(Translated.Of("The department"), rule.Actions.Department, TicketChange.LongestDepartment) ?? Tagging.Problem(rule.Actions.Tags);

    private sealed record Row
    {
        public Guid Id { get; init; }

        public Guid? SystemEmailId { get; init; }

        public int Position { get; init; }

        public string Name { get; init; } = "";

        public bool Enabled { get; init; }

        public string Conditions { get; init; } = "";

        public string Actions { get; init; } = "";

        public long Matches { get; init; }

        public DateTimeOffset? MatchedAt { get; init; }

        public Rule ToRule() => new()
        {
            Id = Id,
            SystemEmailId = SystemEmailId,
            Position = Position,
            Name = Name,
            Enabled = Enabled,
            Conditions = JsonSerializer.Deserialize<List<RuleCondition>>(Conditions)!,
            Actions = JsonSerializer.Deserialize<RuleActions>(Actions)!,
            Matches = Matches,
            MatchedAt = MatchedAt,
        };
    }
}
