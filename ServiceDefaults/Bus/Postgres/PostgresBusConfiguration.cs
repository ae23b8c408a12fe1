using HelpdeskMail.ServiceDefaults.Bus.Postgres;
using HelpdeskMail.ServiceDefaults.Bus.Storage;
using MassTransit.SqlTransport;
using MassTransit.SqlTransport.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

// The namespace, names and parameters are those of the package MassTransit.SqlTransport.PostgreSQL, so that it can take this folder's place.
namespace MassTransit;

/// <summary>Puts MassTransit's SQL transport on PostgreSQL.</summary>
public static class PostgresBusConfiguration
{
    /// <summary>Uses the database that the options <see cref="SqlTransportOptions"/> name.</summary>
    /// <param name="bus">The bus being configured.</param>
    /// <param name="configure">Configures the bus and its endpoints.</param>
    public static void UsingPostgres(
        this IBusRegistrationConfigurator bus, Action<IBusRegistrationContext, ISqlBusFactoryConfigurator>? configure = null)
    {
        bus.TryAddSingleton(services =>
        {
            var options = services.GetRequiredService<IOptions<SqlTransportOptions>>().Value;
            var migrator = services.GetService<ISqlTransportDatabaseMigrator>();
            return new BusDatabase(
                options.ToStorage(),
                cancellation => migrator?.CreateInfrastructure(options, cancellation) ?? Task.CompletedTask,
                services.GetRequiredService<ILoggerFactory>());
        });
        bus.TryAddSingleton<PostgresTransport>();
        bus.AddHealthChecks().AddCheck<BusDatabaseHealth>(BusDatabaseHealth.Name);
        bus.SetBusFactory(new SqlRegistrationBusFactory((context, factory) =>
        {
            factory.UsePostgres(context);
            configure?.Invoke(context, factory);
        }));
    }

    /// <summary>
    /// Lets the bus create and upgrade its tables. In place of a hosted service it happens before the bus's first statement, so that a database
    /// that comes up after the service does not keep the service from starting.
    /// </summary>
    public static IServiceCollection AddPostgresMigrationHostedService(this IServiceCollection services)
    {
        services.TryAddSingleton<ISqlTransportDatabaseMigrator, PostgresDatabaseMigrator>();
        return services;
    }

    private static void UsePostgres(this ISqlBusFactoryConfigurator factory, IBusRegistrationContext context)
    {
        var options = context.GetRequiredService<IOptions<SqlTransportOptions>>().Value;
        factory.Host(new PostgresHostSettings(context.GetRequiredService<PostgresTransport>(), options.ToStorage().ConnectionString));
    }
}
