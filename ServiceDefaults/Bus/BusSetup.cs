using HelpdeskMail.ServiceDefaults.Settings;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace HelpdeskMail.ServiceDefaults.Bus;

/// <summary>The way a service joins the bus.</summary>
public static class BusSetup
{
    private const string DatabaseConnection = "helpdesk";
    private const string BrokerConnection = "messaging";

    /// <summary>
    /// Adds MassTransit on the transport that <c>Bus:Transport</c> names. Every consumer gets a queue of its own, named
    /// <c>SERVICE-CONSUMER</c> in kebab-case; replicas of a service share it. A message whose consumer throws is tried again at once, then later,
    /// and ends in the queue's error queue. The service starts while the broker or database is away; its health check <c>bus</c> says so.
    /// </summary>
    /// <param name="builder">The service being built; <see cref="HostDefaults.AddServiceDefaults"/> comes first, for the service's name.</param>
    /// <param name="configure">Adds consumers, request clients and the like.</param>
    /// <exception cref="InvalidOperationException">The connection string that the transport needs is missing.</exception>
    public static IHostApplicationBuilder AddBus(this IHostApplicationBuilder builder, Action<IBusRegistrationConfigurator> configure)
    {
        builder.AddSettings<BusSettings>(BusSettings.Section);
        var settings = builder.Configuration.GetSection(BusSettings.Section).Get<BusSettings>() ?? new BusSettings();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddMassTransit(bus =>
        {
            // A helpdesk's servers tell nobody outside how they are set up.
            bus.DisableUsageTelemetry();
            bus.SetEndpointNameFormatter(new KebabCaseEndpointNameFormatter(ServiceName(builder), includeNamespace: false));
            bus.AddConfigureEndpointsCallback((_, endpoint) => FailurePolicy.Apply(endpoint, settings));
            bus.ConfigureHealthCheckOptions(health => health.Name = "bus");
            configure(bus);
            var database = builder.RequireConnection(DatabaseConnection, "Host=localhost;Username=helpdesk;Password=…;Database=helpdesk");
            if (settings.Transport == BusTransport.RabbitMq)
            {
                bus.UseRabbitMq(builder.RequireConnection(BrokerConnection, "amqp://helpdesk:…@localhost:5672/"), database, settings);
            }
            else
            {
                bus.UsePostgres(database, settings);
            }
        });
        return builder;
    }

    /// <summary>The name given to AddServiceDefaults; the prefix of the service's queues.</summary>
    private static string ServiceName(IHostApplicationBuilder builder) =>
        builder.Services.Select(service => service.ImplementationInstance).OfType<ServiceIdentity>().LastOrDefault()?.Name
        ?? throw new InvalidOperationException("Call AddServiceDefaults before AddBus: it names the service, and the name is the prefix of its queues.");

    private static string RequireConnection(this IHostApplicationBuilder builder, string name, string example) =>
        builder.Configuration.GetConnectionString(name) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException(
                $"ConnectionStrings:{name} is not set, and the bus needs it. Start the whole stack with «dotnet run --project AppHost», or set " +
                $"ConnectionStrings__{name}, for example «{example}».");
}
