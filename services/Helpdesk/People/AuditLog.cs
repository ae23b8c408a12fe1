using Dapper;
using Npgsql;

namespace HelpdeskMail.Helpdesk.People;

/// <summary>Keeps who did what in administration and sign-in. Never holds passwords, keys or contents of mails.</summary>
public sealed class AuditLog(NpgsqlDataSource database)
{
    /// <summary>Adds a line.</summary>
    /// <param name="by">Who; null when nobody was signed in.</param>
    /// <param name="action">Stable name: <c>person_invited</c>, <c>api_key_made</c> …</param>
    /// <param name="details">What exactly.</param>
    /// <param name="cancellation">Ends the write.</param>
    public async Task AddAsync(Actor? by, string action, string details, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await AddAsync(connection, transaction: null, by, action, details);
    }

    /// <summary>Adds a line in the transaction of what was done.</summary>
    internal static Task AddAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Actor? by, string action, string details) =>
        connection.ExecuteAsync(
            "insert into audit (person_id, person_name, action, details) values (@Id, @Name, @action, @details)",
            new { by?.Id, Name = by?.Name ?? "", action, details = DatabaseText.OneLine(details, 1000) },
            transaction);
}
