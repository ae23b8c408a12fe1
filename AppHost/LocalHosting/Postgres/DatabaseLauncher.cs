using Aspire.Hosting.ApplicationModel;
using HelpdeskMail.AppHost.LocalHosting.Running;
using Npgsql;

namespace HelpdeskMail.AppHost.LocalHosting.Postgres;

/// <summary>Makes sure that a database exists in its server.</summary>
internal sealed class DatabaseLauncher : ILauncher
{
    public async Task<Launched> LaunchAsync(ResourceRun run, CancellationToken cancellationToken)
    {
        var database = (PostgresDatabaseResource)run.Resource;
        var server = await ((IResourceWithConnectionString)database.Parent).GetConnectionStringAsync(cancellationToken);
        await using var connection = new NpgsqlConnection(PostgresProbe.WithoutPool($"{server};Database=postgres"));
        await connection.OpenAsync(cancellationToken);
        await using var ask = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection);
        ask.Parameters.Add(new NpgsqlParameter { Value = database.DatabaseName });
        if (await ask.ExecuteScalarAsync(cancellationToken) is null)
        {
            var name = $"\"{database.DatabaseName.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
            run.Note($"created the database {database.DatabaseName}");
        }

        var value = await ((IResourceWithConnectionString)database).GetConnectionStringAsync(cancellationToken);
        return new Launched(Process: null, token => PostgresProbe.AskAsync(value!, token), $"database {database.DatabaseName}");
    }
}
