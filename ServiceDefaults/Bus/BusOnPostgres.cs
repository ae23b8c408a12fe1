using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.ServiceDefaults.Bus;

/// <summary>The bus on the database every service already has.</summary>
internal static class BusOnPostgres
{
    /// <summary>How often a consumer asks the core for more at the latest; announcements wake it before.</summary>
    private static readonly TimeSpan PollingInterval = TimeSpan.FromSeconds(15);

    public static void UsePostgres(this IBusRegistrationConfigurator bus, string connectionString, BusSettings settings)
    {
        bus.AddOptions<SqlTransportOptions>().Configure(options =>
        {
            options.ConnectionString = connectionString;
            options.Schema = settings.Schema;
            options.ConnectionLimit = settings.MaxConnections;
        });
        bus.AddPostgresMigrationHostedService();
        bus.AddSqlMessageScheduler();
        bus.AddConfigureEndpointsCallback((_, endpoint) =>
        {
            if (endpoint is ISqlReceiveEndpointConfigurator queue)
            {
                queue.LockDuration = settings.LockDuration;
                queue.PollingInterval = PollingInterval;
            }
        });
        bus.UsingPostgres((context, factory) =>
        {
            factory.UseSqlMessageScheduler();
            factory.PrefetchCount = settings.Prefetch;
            factory.ConcurrentMessageLimit = settings.Concurrency;
            factory.PollingInterval = PollingInterval;
            factory.ConfigureEndpoints(context);
        });
    }
}
