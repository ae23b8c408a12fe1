using Dapper;
using Npgsql;

namespace HelpdeskMail.Sandbox.Pages.Log;

/// <summary>Reads the protocol logs.</summary>
public sealed class SessionReader(NpgsqlDataSource database)
{
    private const int MostListed = 100;
    private const int MostLines = 5000;

    /// <summary>The last conversations, newest first.</summary>
    public async Task<IReadOnlyList<SessionSummary>> ListAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<SessionSummary>(
            """
            select session.*, coalesce(line.number, 0) as lines, line.text as last
            from (select * from session order by started_at desc limit @MostListed) as session
            left join lateral (select number, text from session_line where session_id = session.id order by number desc limit 1) as line on true
            order by started_at desc
            """,
            new { MostListed })];
    }

    public async Task<SessionSummary?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<SessionSummary>("select session.*, 0 as lines, null as last from session where id = @Id", new { Id = id });
    }

    /// <summary>What was said, from the first line.</summary>
    public async Task<IReadOnlyList<SessionLine>> LinesAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<SessionLine>(
            "select at, direction, text from session_line where session_id = @Id order by number limit @MostLines", new { Id = id, MostLines })];
    }
}
