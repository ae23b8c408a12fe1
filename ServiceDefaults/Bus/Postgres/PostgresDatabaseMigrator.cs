using HelpdeskMail.ServiceDefaults.Bus.Storage;
using HelpdeskMail.ServiceDefaults.Database;
using MassTransit;
using MassTransit.SqlTransport;
using Microsoft.Extensions.Logging;

namespace HelpdeskMail.ServiceDefaults.Bus.Postgres;

/// <summary>The core's way to ask for the bus's tables.</summary>
internal sealed class PostgresDatabaseMigrator(ILogger<Migrator> logger) : ISqlTransportDatabaseMigrator
{
    public Task CreateInfrastructure(SqlTransportOptions options, CancellationToken cancellationToken = default) =>
        BusSchema.ApplyAsync(options.ToStorage(), logger, cancellationToken);

    public Task CreateSchemaIfNotExist(SqlTransportOptions options, CancellationToken cancellationToken = default) =>
        CreateInfrastructure(options, cancellationToken);

    public Task CreateDatabase(SqlTransportOptions options, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The bus does not create databases: create it with the role that owns it.");

    public Task DeleteDatabase(SqlTransportOptions options, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The bus does not delete databases.");
}
