using HelpdeskMail.ServiceDefaults.Bus.Scheduling;
using HelpdeskMail.ServiceDefaults.Bus.Storage;
using HelpdeskMail.ServiceDefaults.Database;
using MassTransit;
using MassTransit.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HelpdeskMail.ServiceDefaults.Bus;

/// <summary>
/// The bus on a RabbitMQ broker. A broker without plugins cannot hold a message back until its time, so what is scheduled or redelivered later
/// waits in PostgreSQL.
/// </summary>
internal static class BusOnRabbitMq
{
    public static void UseRabbitMq(this IBusRegistrationConfigurator bus, string broker, string database, BusSettings settings)
    {
        var storage = new BusStorage(database, settings.Schema, settings.MaxConnections);
        bus.AddSingleton(services => new BusDatabase(
            storage,
            cancellation => BusSchema.ApplyAsync(storage, services.GetRequiredService<ILogger<Migrator>>(), cancellation),
            services.GetRequiredService<ILoggerFactory>()));
        bus.AddHealthChecks().AddCheck<BusDatabaseHealth>(BusDatabaseHealth.Name);
        bus.AddSingleton<ScheduleStore>();
        bus.AddSingleton<ScheduleDispatcher>();
        bus.AddHostedService(services => services.GetRequiredService<ScheduleDispatcher>());
        bus.AddScoped<IMessageScheduler>(services => new MessageScheduler(
            new StoredScheduleProvider(
                services.GetRequiredService<ISendEndpointProvider>(),
                services.GetRequiredService<ScheduleStore>(),
                services.GetRequiredService<ScheduleDispatcher>()),
            services.GetRequiredService<IBus>().Topology));
        bus.UsingRabbitMq((context, factory) =>
        {
            factory.Host(new Uri(broker));
            factory.AddPrePipeSpecification(new ScheduleFilter(
                context.GetRequiredService<ScheduleStore>(), context.GetRequiredService<ScheduleDispatcher>()));
            factory.PrefetchCount = settings.Prefetch;
            factory.ConcurrentMessageLimit = settings.Concurrency;
            factory.ConfigureEndpoints(context);
        });
    }
}
