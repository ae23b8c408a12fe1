using System.Diagnostics;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Telemetry;

namespace HelpdeskMail.ServiceDefaults.Tests.Telemetry;

public sealed class TelemetryTests
{
    [Fact]
    public async Task Spans_of_our_own_sources_reach_the_collector_with_service_and_parent()
    {
        await using var collector = await TraceCollector.StartAsync();
        var builder = TestService.Create(
            connectionString: null,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_BSP_SCHEDULE_DELAY", "50"));
        using var source = new ActivitySource("HelpdeskMail.Tested");
        await using var app = builder.Build();
        await app.StartAsync();

        using (var outer = source.StartActivity("outer"))
        {
            using var inner = source.StartActivity("inner");
            inner.ShouldNotBeNull();
        }

        // Requests that other tests make in this process are spans too.
        await Eventually.HoldsAsync("both spans arrived", () => Task.FromResult(collector.Spans.Count(span => span is { Service: "tested", Name: "outer" or "inner" }) == 2));
        var parent = collector.Spans.Single(span => span.Name == "outer");
        var child = collector.Spans.Single(span => span.Name == "inner");
        child.ParentId.ShouldBe(parent.SpanId);
        child.TraceId.ShouldBe(parent.TraceId);
    }
}
