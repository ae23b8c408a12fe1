using Npgsql;

namespace HelpdeskMail.AppHost.LocalHosting.Postgres;

/// <summary>Asks a PostgreSQL server whether it lets us in.</summary>
internal static class PostgresProbe
{
    /// <summary>Null when a connection could be opened and used, else the reason.</summary>
    public static async Task<string?> AskAsync(string connectionString, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(WithoutPool(connectionString));
            await connection.OpenAsync(cancellationToken);
            return null;
        }
        catch (NpgsqlException exception)
        {
            return exception.InnerException is { } inner and not NpgsqlException ? inner.Message : exception.Message;
        }
    }

    /// <summary>The same connection string for connections that are closed when they are closed.</summary>
    public static string WithoutPool(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 3 }.ConnectionString;
}
