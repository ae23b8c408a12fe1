using System.Data.Common;
using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.SystemEmails;
using HelpdeskMail.OAuth.Tokens;
using Npgsql;

namespace HelpdeskMail.OAuth.Health;

/// <summary>The tables <c>side</c> and <c>health</c>: what was met on either side, and the states that followed from it, the newest being the present one.</summary>
public sealed class HealthBook(NpgsqlDataSource database)
{
    private const int HistoryShown = 200;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>
    /// Judges a system email anew and writes a line when its state or the reason for it has changed. The last step of the transaction that changed something: those of one system email wait for each
    /// other from here to their end, so that none judges by what another is just changing and writes the older state last.
    /// </summary>
    public static async Task ReassessAsync(DbConnection connection, Guid id, DateTimeOffset now, CancellationToken cancellation)
    {
        await connection.ExecuteAsync(new CommandDefinition(
            "select pg_advisory_xact_lock(hashtextextended('health:' || @id, 0))", new { id = id.ToString("N") }, cancellationToken: cancellation));
        if (await SystemEmailTable.FindAsync(connection, id, cancellation) is not { } email)
        {
            return;
        }

        var token = await TokenTable.FindAsync(connection, id, cancellation);
        var sides = await SidesAsync(connection, [id], cancellation);
        var facts = new HealthFacts(
            email.Paused,
            email.Linked,
            email.SomebodySignsIn,
            token?.IsUsable(now) == true,
            token?.ReadProblem(),
            token?.ReadMender(),
            [.. sides.Where(side => side.Direction == MailDirection.Receiving ? email.Receiving is not null : email.Sending is not null)]);
        var (state, problem) = HealthRules.Judge(facts, now);
        var changed = await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into health (system_email_id, at, state, problem)
            select @id, @now, @state, @problem::jsonb
            where not exists (
              select 1
              from (select state, problem from health where system_email_id = @id order by health.id desc limit 1) last
              where last.state = @state and (last.problem ->> 'code') is not distinct from (@problem::jsonb ->> 'code')
                and (last.problem ->> 'what') is not distinct from (@problem::jsonb ->> 'what'))
            """,
            new { id, now, state = state.ToString(), problem = Write(problem) },
            cancellationToken: cancellation));
        if (changed > 0)
        {
            HealthMeter.CountChange(state, problem?.Code);
        }
    }

    /// <summary>Notes what was met; older news than what is known are passed over. False for a system email that does not exist.</summary>
    public static async Task<bool> ObserveAsync(DbConnection connection, MailboxObserved observed, CancellationToken cancellation) =>
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into side (system_email_id, direction, observed_at, since, problem, well_at)
            select id, @direction, @at, @at, @problem::jsonb, case when @problem is null then @at end from system_email where id = @id and not removed
            on conflict (system_email_id, direction) do update set
              observed_at = excluded.observed_at,
              since = case when (side.problem is null) = (excluded.problem is null) then side.since else excluded.since end,
              problem = excluded.problem,
              well_at = coalesce(excluded.well_at, side.well_at)
            where side.observed_at <= excluded.observed_at
            """,
            new { id = observed.SystemEmailId, direction = observed.Direction.ToString(), at = observed.At, problem = Write(observed.Problem) },
            cancellationToken: cancellation)) == 1;

    /// <summary>Forgets what was met before a change that makes it meaningless (linked anew, other servers).</summary>
    public static Task ForgetSidesAsync(DbConnection connection, Guid id, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition("delete from side where system_email_id = @id", new { id }, cancellationToken: cancellation));

    /// <summary>The present state of each of these system emails.</summary>
    public async Task<IReadOnlyDictionary<Guid, LinkHealth>> PresentAsync(IReadOnlyCollection<SystemEmail> emails, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        Guid[] ids = [.. emails.Select(email => email.Id)];
        var states = (await connection.QueryAsync<HealthRow>(new CommandDefinition(
            "select distinct on (system_email_id) * from health where system_email_id = any(@ids) order by system_email_id, id desc",
            new { ids },
            cancellationToken: cancellation))).ToDictionary(row => row.SystemEmailId);
        var sides = (await SidesAsync(connection, ids, cancellation)).ToLookup(side => (side.SystemEmailId, side.Direction));
        return emails.ToDictionary(email => email.Id, email =>
        {
            var row = states.GetValueOrDefault(email.Id) ?? new HealthRow { At = email.CreatedAt, State = nameof(LinkState.NotLinked) };
            return new LinkHealth(
                Enum.Parse<LinkState>(row.State),
                row.At,
                Read(row.Problem),
                email.Receiving is null ? null : Side(sides[(email.Id, MailDirection.Receiving)].FirstOrDefault()),
                email.Sending is null ? null : Side(sides[(email.Id, MailDirection.Sending)].FirstOrDefault()));
        });
    }

    /// <summary>The states a system email went through, newest first.</summary>
    public async Task<IReadOnlyList<HealthChange>> HistoryAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var rows = await connection.QueryAsync<HealthRow>(new CommandDefinition(
            $"select * from health where system_email_id = @id order by id desc limit {HistoryShown}", new { id }, cancellationToken: cancellation));
        return [.. rows.Select(row => new HealthChange(row.At, Enum.Parse<LinkState>(row.State), Read(row.Problem)))];
    }

    private static async Task<IReadOnlyList<ObservedSide>> SidesAsync(DbConnection connection, Guid[] ids, CancellationToken cancellation)
    {
        var rows = await connection.QueryAsync<SideRow>(new CommandDefinition(
            "select * from side where system_email_id = any(@ids)", new { ids }, cancellationToken: cancellation));
        return [.. rows.Select(row => new ObservedSide(row.SystemEmailId, Enum.Parse<MailDirection>(row.Direction), row.ObservedAt, row.Since, Read(row.Problem), row.WellAt))];
    }

    private static SideHealth Side(ObservedSide? side) => new(side?.ObservedAt, side?.Since, side?.Problem);

    private static string? Write(MailboxProblem? problem) => problem is null ? null : JsonSerializer.Serialize(problem, Json);

    private static MailboxProblem? Read(string? problem) => problem is null ? null : JsonSerializer.Deserialize<MailboxProblem>(problem, Json);

    private sealed record HealthRow
    {
        public Guid SystemEmailId { get; init; }

        public DateTimeOffset At { get; init; }

        public string State { get; init; } = "";

        public string? Problem { get; init; }
    }

    private sealed record SideRow
    {
        public Guid SystemEmailId { get; init; }

        public string Direction { get; init; } = "";

        public DateTimeOffset ObservedAt { get; init; }

        public DateTimeOffset Since { get; init; }

        public string? Problem { get; init; }

        public DateTimeOffset? WellAt { get; init; }
    }
}
