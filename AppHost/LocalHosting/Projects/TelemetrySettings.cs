using Microsoft.Extensions.Configuration;

namespace HelpdeskMail.AppHost.LocalHosting.Projects;

/// <summary>Tells a service where to send telemetry, when the AppHost was told of a collector.</summary>
internal static class TelemetrySettings
{
    /// <summary>Sets the OpenTelemetry variables of <paramref name="name"/>; without OTEL_EXPORTER_OTLP_ENDPOINT nothing.</summary>
    public static void Apply(OrderedDictionary<string, object> variables, string name, IConfiguration configuration)
    {
        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 } collector)
        {
            return;
        }

        variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector;
        variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] ?? "grpc";
        variables["OTEL_SERVICE_NAME"] = name;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={Guid.NewGuid()}";

        // A developer wants to see a span at once, a server wants to send few packets.
        variables["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
        variables["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
        variables["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
        variables["OTEL_TRACES_SAMPLER"] = "always_on";
        variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
    }
}
