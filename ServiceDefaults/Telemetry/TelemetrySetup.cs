using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace HelpdeskMail.ServiceDefaults.Telemetry;

/// <summary>Logs, traces and metrics over OTLP, when an address to send them to is configured (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>).</summary>
internal static class TelemetrySetup
{
    /// <summary>Sources of spans and meters, built in and our own; ours are named <c>HelpdeskMail.*</c>.</summary>
    private static readonly string[] Sources =
        ["Microsoft.AspNetCore", "System.Net.Http", "MassTransit", "Npgsql", "Quartz", "HelpdeskMail.*"];

    private static readonly string[] Meters =
        ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "MassTransit", "Npgsql", "HelpdeskMail.*"];

    /// <summary>
    /// Categories that write a line for every statement or call; their warnings stay, and spans tell the rest. Those of results and of requests would also write out addresses with the one-time keys and states in them.
    /// </summary>
    private static readonly string[] Talkative =
        ["Npgsql.Command", "System.Net.Http.HttpClient", "Microsoft.AspNetCore.Routing", "Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.Http.Result"];

    public static void AddTelemetry(this IHostApplicationBuilder builder, string serviceName)
    {
        foreach (var category in Talkative)
        {
            builder.Logging.AddFilter(category, LogLevel.Warning);
        }

        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
            console.TimestampFormat = "HH:mm:ss.fff ";
            console.UseUtcTimestamp = true;
        });
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }

        var resource = ResourceBuilder.CreateDefault()
            .AddService(builder.Configuration["OTEL_SERVICE_NAME"] ?? serviceName, serviceVersion: Assembly.GetEntryAssembly()?.GetName().Version?.ToString())
            .AddEnvironmentVariableDetector();
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.SetResourceBuilder(resource);
            logs.IncludeFormattedMessage = true;
            logs.AddOtlpExporter();
        });
        // The exporters read their settings from the configuration of their own containers, which is the environment alone unless it is given to them.
        IConfiguration configuration = builder.Configuration;
        builder.Services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(resource).AddSource(Sources).AddOtlpExporter().Build());
        builder.Services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(resource).AddMeter(Meters).AddOtlpExporter().Build());
        builder.Services.AddHostedService<StartTelemetry>();
    }

    /// <summary>Builds the providers before anything else starts; the container ends them, which flushes what is left.</summary>
    private sealed class StartTelemetry(TracerProvider tracer, MeterProvider meter) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken)
        {
            GC.KeepAlive(tracer);
            GC.KeepAlive(meter);
            return Task.CompletedTask;
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
