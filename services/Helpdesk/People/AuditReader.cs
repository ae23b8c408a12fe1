using Dapper;
using Npgsql;

namespace HelpdeskMail.Helpdesk.People;

/// <summary>Reads the audit trail, newest first.</summary>
public sealed class AuditReader(NpgsqlDataSource database)
{
    /// <summary>Lines of one page.</summary>
    public const int PageLength = 100;

    /// <summary>A page of it.</summary>
    /// <param name="words">Found in person, action or details; null or empty for all.</param>
    /// <param name="before">Only lines older than this one; null for the newest.</param>
    /// <param name="cancellation">Ends the query.</param>
    public async Task<IReadOnlyList<AuditLine>> ReadAsync(string? words, long? before, CancellationToken cancellation)
    {
        var pattern = string.IsNullOrWhiteSpace(words) ? null : $"%{DatabaseText.Clean(words.Trim(), 200).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<AuditLine>(
            """
            select id, at, person_name, action, details from audit
            where (@before::bigint is null or id < @before) and (@pattern::text is null or person_name ilike @pattern or action ilike @pattern or details ilike @pattern)
            order by id desc limit @PageLength
            """,
            new { before, pattern, PageLength })).AsList();
    }
}
