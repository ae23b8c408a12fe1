using HelpdeskMail.ServiceDefaults;
using HelpdeskMail.ServiceDefaults.Bus;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HelpdeskMail.Bus.Tests;

/// <summary>One replica of a service that is on the bus.</summary>
public sealed class BusHost : IAsyncDisposable
{
    private readonly IHost running;

    private BusHost(IHost running) => this.running = running;

    public IBus Bus => Get<IBus>();

    public Inbox Inbox => Get<Inbox>();

    /// <summary>Starts a replica and returns when its endpoints consume.</summary>
    public static async Task<BusHost> StartAsync(
        BusSite site, Action<IBusRegistrationConfigurator> configure, string service = "desk", Action<IDictionary<string, string?>>? settings = null, Inbox? inbox = null)
    {
        var host = await StartWithoutBrokerAsync(site, configure, service, settings, inbox);
        await host.ReadyAsync();
        return host;
    }

    /// <summary>Starts a replica and returns at once, whether or not the broker answers.</summary>
    public static async Task<BusHost> StartWithoutBrokerAsync(
        BusSite site, Action<IBusRegistrationConfigurator> configure, string service = "desk", Action<IDictionary<string, string?>>? settings = null, Inbox? inbox = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var values = new Dictionary<string, string?>(site.Settings, StringComparer.Ordinal)
        {
            ["Bus:RetryDelays:0"] = "00:00:00.010",
            ["Bus:RedeliveryDelays:0"] = "00:00:00.200",
        };
        settings?.Invoke(values);
        builder.Configuration.AddInMemoryCollection(values);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(new ServiceIdentity(service));
        builder.Services.AddSingleton(inbox ?? new Inbox());
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(60));
        builder.AddBus(configure);

        // MassTransit keeps one logger for the process, and would keep that of a host which is gone.
        LogContext.ConfigureCurrentLogContext(NullLoggerFactory.Instance);
        var host = builder.Build();
        await host.StartAsync();
        return new BusHost(host);
    }

    public T Get<T>()
        where T : notnull => running.Services.GetRequiredService<T>();

    public BusScope NewScope() => new(running.Services.CreateAsyncScope());

    public async Task ReadyAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await Get<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await running.StopAsync();
        if (running is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }
}
