using HelpdeskMail.ServiceDefaults.Bus.Postgres;
using MassTransit.SqlTransport;
using MassTransit.SqlTransport.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

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
        bus.TryAddSingleton<PostgresTransport>();
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
        var options = context.GetRequiredService<Microsoft.Extensions.Options.IOptions<SqlTransportOptions>>().Value;
        factory.Host(new PostgresHostSettings(context.GetRequiredService<PostgresTransport>(), options.ToStorage().ConnectionString));
    }
}
