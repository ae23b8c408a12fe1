using System.Data;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HelpdeskMail.ServiceDefaults.Database;

/// <summary>
/// Brings the service's schema up to date. Replicas that start together wait for one another on an advisory lock, so each script runs once;
/// a script that failed half-way leaves nothing behind, since it and its record are one transaction.
/// </summary>
public sealed partial class Migrator(NpgsqlDataSource database, MigrationSource source, ILogger<Migrator> logger)
{
    /// <summary>The schema as an identifier: «fetch» is a word of SQL.</summary>
    private string Schema { get; } = $"\"{source.Schema}\"";

    /// <summary>Applies what is missing, in order.</summary>
    /// <exception cref="MigrationMismatchException">A script that was applied has changed since, or one was applied that this version does not know.</exception>
    public async Task MigrateAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('migrate:' || @Schema, 0))", new { source.Schema }, transaction);
        await connection.ExecuteAsync($"create schema if not exists {Schema}", transaction: transaction);
        await connection.ExecuteAsync(
            $"""
            create table if not exists {Schema}.migration (
              name text primary key,
              checksum text not null,
              applied_at timestamptz not null default now()
            )
            """,
            transaction: transaction);
        var applied = (await connection.QueryAsync<(string Name, string Checksum)>($"select name, checksum from {Schema}.migration", transaction: transaction))
            .ToDictionary(row => row.Name, row => row.Checksum, StringComparer.Ordinal);

        foreach (var migration in source.Read())
        {
            if (applied.TryGetValue(migration.Name, out var checksum))
            {
                if (checksum != migration.Checksum)
                {
                    throw new MigrationMismatchException(source.Schema, migration.Name);
                }

                continue;
            }

            await ApplyAsync(connection, transaction, migration, cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    private async Task ApplyAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Migration migration, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(migration.Sql, connection, transaction) { CommandType = CommandType.Text, CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(cancellation);
        await connection.ExecuteAsync(
            $"insert into {Schema}.migration (name, checksum) values (@Name, @Checksum)", new { migration.Name, migration.Checksum }, transaction);
        LogApplied(logger, source.Schema, migration.Name);
    }

    [LoggerMessage(EventId = 1, EventName = "migration.applied", Level = LogLevel.Information, Message = "Schema {Schema}: applied {Migration}")]
    private static partial void LogApplied(ILogger logger, string schema, string migration);
}
