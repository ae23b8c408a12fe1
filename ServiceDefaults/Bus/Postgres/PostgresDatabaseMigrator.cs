using HelpdeskMail.ServiceDefaults.Database;
using MassTransit;
using MassTransit.SqlTransport;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HelpdeskMail.ServiceDefaults.Bus.Postgres;

/// <summary>
/// Brings the bus's schema up to date. Needs no more than the right to create a schema in the database; the database itself and its roles are
/// the operator's.
/// </summary>
internal sealed class PostgresDatabaseMigrator(ILogger<Migrator> logger) : ISqlTransportDatabaseMigrator
{
    public async Task CreateInfrastructure(SqlTransportOptions options, CancellationToken cancellationToken = default)
    {
        var settings = new NpgsqlConnectionStringBuilder(BusConnectionString.From(options)) { Pooling = false, MaxAutoPrepare = 0 };
        await using var source = NpgsqlDataSource.Create(settings.ConnectionString);
        var scripts = new MigrationSource(options.Schema ?? BusConnectionString.DefaultSchema, typeof(PostgresDatabaseMigrator).Assembly);
        await new Migrator(source, scripts, logger).MigrateAsync(cancellationToken);
    }

    public Task CreateSchemaIfNotExist(SqlTransportOptions options, CancellationToken cancellationToken = default) =>
        CreateInfrastructure(options, cancellationToken);

    public Task CreateDatabase(SqlTransportOptions options, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The bus does not create databases: create it with the role that owns it.");

    public Task DeleteDatabase(SqlTransportOptions options, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The bus does not delete databases.");
}
