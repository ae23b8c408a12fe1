using HelpdeskMail.ServiceDefaults.Database;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HelpdeskMail.ServiceDefaults.Bus.Storage;

/// <summary>
/// The bus's tables. Bringing them up to date needs no more than the right to create a schema in the database; the database itself and its roles
/// are the operator's.
/// </summary>
internal static class BusSchema
{
    /// <summary>Applies the scripts <c>Bus/Migrations</c> that are missing; replicas that start together wait for one another.</summary>
    public static async Task ApplyAsync(BusStorage storage, ILogger<Migrator> logger, CancellationToken cancellation)
    {
        var settings = new NpgsqlConnectionStringBuilder(BusConnectionString.From(storage)) { Pooling = false, MaxAutoPrepare = 0 };
        await using var source = NpgsqlDataSource.Create(settings.ConnectionString);
        await new Migrator(source, new MigrationSource(storage.Schema, typeof(BusSchema).Assembly), logger).MigrateAsync(cancellation);
    }
}
