using Dapper;
using HelpdeskMail.Helpdesk.People;
using Npgsql;

namespace HelpdeskMail.Helpdesk.CannedAnswers;

/// <summary>The canned answers, shared by all agents.</summary>
public sealed class CannedAnswerTable(NpgsqlDataSource database, AuditLog audit, TimeProvider time)
{
    private const int LongestText = 50_000;

    /// <summary>All, the most used first.</summary>
    public async Task<IReadOnlyList<CannedAnswer>> ListAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<CannedAnswer>("select id, name, shortcut, text, used from canned_answer order by used desc, lower(name), id limit 500")).AsList();
    }

    /// <summary>One of them to be used, which is counted; null when it is gone.</summary>
    public async Task<CannedAnswer?> TakeAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<CannedAnswer?>("update canned_answer set used = used + 1 where id = @id returning id, name, shortcut, text, used", new { id });
    }

    /// <summary>Adds or changes one.</summary>
    /// <returns>What speaks against it; null when it is done.</returns>
    public async Task<string?> SaveAsync(CannedAnswer answer, Actor by, CancellationToken cancellation)
    {
        var name = DatabaseText.OneLine(answer.Name, 100);
        var shortcut = string.Concat(DatabaseText.OneLine(answer.Shortcut, 30).Where(c => char.IsLetterOrDigit(c) || c is '-' or '_')).ToLowerInvariant();
        var text = DatabaseText.Clean(answer.Text.ReplaceLineEndings("\n").Trim(), LongestText);
        if (name.Length == 0 || text.Length == 0)
        {
            return Translated.Of("Give it a name and words.");
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        try
        {
            await connection.ExecuteAsync(
                """
                insert into canned_answer (id, name, shortcut, text, changed_by, changed_at) values (@Id, @name, @shortcut, @text, @by, @now)
                on conflict (id) do update set name = excluded.name, shortcut = excluded.shortcut, text = excluded.text, changed_by = excluded.changed_by, changed_at = excluded.changed_at
                """,
                new { answer.Id, name, shortcut, text, by = by.Id, now = time.GetUtcNow() });
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
}
