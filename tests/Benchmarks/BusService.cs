using System.Diagnostics;
using HelpdeskMail.ServiceDefaults;
using HelpdeskMail.ServiceDefaults.Bus;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HelpdeskMail.Benchmarks;

/// <summary>A service that publishes to itself and counts what comes back.</summary>
internal sealed class BusService : IAsyncDisposable
{
    private readonly IHost running;
    private readonly IBus bus;
    private int missing;
    private TaskCompletionSource arrived = new();

    private BusService(IHost running)
    {
        this.running = running;
        bus = running.Services.GetRequiredService<IBus>();
        running.Services.GetRequiredService<Consumer.Door>().Service = this;
    }

    public TimeSpan ProcessorTime => Process.GetCurrentProcess().TotalProcessorTime;

    public static async Task<BusService> StartAsync(Dictionary<string, string?> settings) =>
        new(await StartHostAsync("benchmark", settings, services => services.AddSingleton<Consumer.Door>(), bus => bus.AddConsumer<Consumer>()));

    /// <summary>Starts a service of this name that is on the bus and does nothing else.</summary>
    public static async Task<IHost> StartHostAsync(string name, Dictionary<string, string?> settings, Action<IServiceCollection> add, Action<IBusRegistrationConfigurator> configure)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton(new ServiceIdentity(name));
        add(builder.Services);
        builder.AddBus(configure);
        var host = builder.Build();
        await host.StartAsync();
        await host.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(60));
        return host;
    }

    public Task Expect(int count)
    {
        arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref missing, count);
        return arrived.Task;
    }

    public Task PublishAsync(int number) => bus.Publish(new Parcel(number, "A ticket was opened by somebody@example.org about a printer that does not print."));

    /// <summary>Milliseconds from before publishing one message until its consumer has it.</summary>
    public async Task<double> RoundAsync()
    {
        var done = Expect(1);
        var clock = Stopwatch.StartNew();
        await PublishAsync(0);
        await done;
        return clock.Elapsed.TotalMilliseconds;
    }

    public async ValueTask DisposeAsync()
    {
        await running.StopAsync();
        running.Dispose();
    }

    internal sealed record Parcel(int Number, string Text);

    internal sealed class Consumer(Consumer.Door door) : IConsumer<Parcel>
    {
        public Task Consume(ConsumeContext<Parcel> context)
        {
            if (door.Service is { } service && Interlocked.Decrement(ref service.missing) == 0)
            {
                service.arrived.TrySetResult();
            }

            return Task.CompletedTask;
        }

        internal sealed class Door
        {
            public BusService? Service { get; set; }
        }
    }
}
