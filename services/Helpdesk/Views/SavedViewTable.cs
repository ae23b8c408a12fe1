using System.Text.Json;
using Dapper;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tickets;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Views;

/// <summary>Saved lists: everybody's own, and shared ones, which administrators look after.</summary>
public sealed class SavedViewTable(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Most characters of a view's name.</summary>
    internal const int LongestName = 60;

    private const int Most = 100;

    /// <summary>The views that a person sees, by name, shared ones first.</summary>
    public async Task<IReadOnlyList<SavedView>> ListAsync(Guid person, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var rows = await connection.QueryAsync<Row>(
            "select id, name, person_id is null as shared, query::text as query from saved_view where person_id is null or person_id = @person order by person_id is not null, lower(name) limit @limit",
            new { person, limit = 2 * Most });
        return [.. rows.Select(row => new SavedView(row.Id, row.Name, row.Shared, JsonSerializer.Deserialize<TicketQuery>(row.Query)!))];
    }

    /// <summary>What is said of a name that is too long; null when it is not.</summary>
    internal static string? Problem(SavedView view) => Pages.TooLong.Line(Translated.Of("The name"), view.Name, LongestName);

    /// <summary>Adds a view, or changes one that the person may change.</summary>
    /// <returns>False when it is somebody else's, shared without being an administrator's, nameless or with too long a name, or one too many.</returns>
    public async Task<bool> SaveAsync(SavedView view, Actor by, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(view.Name) || Problem(view) is not null || (view.Shared && !by.IsAdmin))
        {
            return false;
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            """
            insert into saved_view (id, person_id, name, query, created_at)
            select @Id, @owner, @name, @query::jsonb, @now
            where (select count(*) from saved_view where person_id is not distinct from @owner) < @Most or exists (select 1 from saved_view where id = @Id)
            on conflict (id) do update set name = excluded.name, query = excluded.query, person_id = excluded.person_id
              where saved_view.person_id = @person or (saved_view.person_id is null and @isAdmin)
            """,
            new
            {
                view.Id,
                owner = view.Shared ? (Guid?)null : by.Id,
                person = by.Id,
                isAdmin = by.IsAdmin,
                name = DatabaseText.OneLine(view.Name, LongestName),
                query = JsonSerializer.Serialize(view.Query),
                now = time.GetUtcNow(),
                Most,
            }) == 1;
    }

    /// <summary>Removes a view that the person may change.</summary>
    public async Task<bool> RemoveAsync(Guid id, Actor by, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            "delete from saved_view where id = @id and (person_id = @person or (person_id is null and @isAdmin))", new { id, person = by.Id, isAdmin = by.IsAdmin }) == 1;
    }

    private sealed record Row
    {
        public Guid Id { get; init; }

        public string Name { get; init; } = "";

        public bool Shared { get; init; }

        public string Query { get; init; } = "";
    }
}
