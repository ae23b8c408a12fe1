using System.Text.Json;
using Dapper;
using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tickets;
using Npgsql;

namespace HelpdeskMail.Helpdesk.CannedAnswers;

/// <summary>The canned answers, shared by all agents.</summary>
public sealed class CannedAnswerTable(NpgsqlDataSource database, AuditLog audit, TimeProvider time)
{
    private const int LongestName = 100;
    private const int LongestShortcut = 30;
    private const int LongestText = 50_000;
    private const string Columns = "id, name, shortcut, text, used, actions::text as actions";

    /// <summary>All, the most used first.</summary>
    public async Task<IReadOnlyList<CannedAnswer>> ListAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. (await connection.QueryAsync<Row>($"select {Columns} from canned_answer order by used desc, lower(name), id limit 500")).Select(row => row.ToAnswer())];
    }

    /// <summary>One of them to be used, which is counted; null when it is gone.</summary>
    public async Task<CannedAnswer?> TakeAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QuerySingleOrDefaultAsync<Row?>($"update canned_answer set used = used + 1 where id = @id returning {Columns}", new { id }))?.ToAnswer();
    }

    /// <summary>Adds or changes one.</summary>
    /// <returns>What speaks against it; null when it is done.</returns>
    public async Task<string?> SaveAsync(CannedAnswer answer, Actor by, CancellationToken cancellation)
    {
        var name = DatabaseText.OneLine(answer.Name, LongestName);
        var shortcut = string.Concat(DatabaseText.OneLine(answer.Shortcut, LongestShortcut).Where(c => char.IsLetterOrDigit(c) || c is '-' or '_')).ToLowerInvariant();
        var text = DatabaseText.Clean(answer.Text.ReplaceLineEndings("\n").Trim(), LongestText);
        var actions = answer.Actions with { AddTags = Tagging.Clean(answer.Actions.AddTags ?? []), Priority = answer.Actions.Priority is { } priority ? Math.Clamp(priority, Priority.Lowest, Priority.Highest) : null };
        if (name.Length == 0 || (text.Length == 0 && !actions.Any))
        {
            return Translated.Of("Give it a name, and words or something to do.");
        }

        if ((TooLong.Line(Translated.Of("The name"), answer.Name, LongestName) ?? TooLong.Line(Translated.Of("The shortcut"), answer.Shortcut, LongestShortcut)
            ?? TooLong.Text(Translated.Of("The text"), answer.Text, LongestText) ?? Tagging.Problem(answer.Actions.AddTags)) is { } tooLong)
        {
            return tooLong;
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        try
        {
            await connection.ExecuteAsync(
                """
                insert into canned_answer (id, name, shortcut, text, actions, changed_by, changed_at) values (@Id, @name, @shortcut, @text, @actions::jsonb, @by, @now)
                on conflict (id) do update set name = excluded.name, shortcut = excluded.shortcut, text = excluded.text, actions = excluded.actions, changed_by = excluded.changed_by, changed_at = excluded.changed_at
                """,
                new { answer.Id, name, shortcut, text, actions = JsonSerializer.Serialize(actions), by = by.Id, now = time.GetUtcNow() });
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Translated.Of("There is another one with the shortcut «{0}».", shortcut);
        }

        await audit.AddAsync(by, "canned_answer_saved", name, cancellation);
        return null;
    }

    /// <summary>Takes one away.</summary>
    public async Task RemoveAsync(Guid id, Actor by, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        if (await connection.ExecuteScalarAsync<string?>("delete from canned_answer where id = @id returning name", new { id }) is { } name)
        {
            await audit.AddAsync(by, "canned_answer_removed", name, cancellation);
        }
    }

    private sealed record Row
    {
        public Guid Id { get; init; }

        public string Name { get; init; } = "";

        public string Shortcut { get; init; } = "";

        public string Text { get; init; } = "";

        public long Used { get; init; }

        public string Actions { get; init; } = "{}";

        public CannedAnswer ToAnswer() => new() { Id = Id, Name = Name, Shortcut = Shortcut, Text = Text, Used = Used, Actions = JsonSerializer.Deserialize<CannedActions>(Actions)! };
    }
}
