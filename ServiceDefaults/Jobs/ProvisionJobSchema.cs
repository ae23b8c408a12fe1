using Dapper;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Quartz;

namespace HelpdeskMail.ServiceDefaults.Jobs;

/// <summary>
/// Creates the scheduler's tables from the script that Quartz carries, once, under an advisory lock. Quartz would do it by itself, but two replicas that
/// start together then collide in <c>create table if not exists</c>.
/// </summary>
internal sealed class ProvisionJobSchema(NpgsqlDataSource database, JobSchema schema) : IHostedLifecycleService
{
    private const string Script = "Quartz.Impl.AdoJobStore.Schema.create_postgres.sql";
    private const string StatementEnd = "\n--;;\n";

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('jobs:' || @Prefix, 0))", new { schema.Prefix }, transaction);
        if (await connection.ExecuteScalarAsync<string?>("select to_regclass(@Name)::text", new { Name = $"{schema.Prefix}locks" }, transaction) is null)
        {
            foreach (var statement in Statements())
            {
                await connection.ExecuteAsync(statement, transaction: transaction);
            }
        }

        await transaction.CommitAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string[] Statements()
    {
        using var reader = new StreamReader(typeof(IJob).Assembly.GetManifestResourceStream(Script)!);
        var withoutSchema = schema.Prefix[(schema.Prefix.IndexOf('.', StringComparison.Ordinal) + 1)..];
        return reader.ReadToEnd()
            .ReplaceLineEndings("\n")
            .Replace("{0}", schema.Prefix, StringComparison.Ordinal)
            .Replace("{1}", withoutSchema, StringComparison.Ordinal)
            .Split(StatementEnd, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }
}
