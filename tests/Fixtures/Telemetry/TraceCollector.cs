using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HelpdeskMail.Fixtures.Telemetry;

/// <summary>An OTLP collector (http/protobuf) that keeps the spans it is sent.</summary>
public sealed class TraceCollector : IAsyncDisposable
{
    private readonly ConcurrentQueue<CollectedSpan> spans = new();
    private readonly WebApplication app;

    private TraceCollector(WebApplication app, string address)
    {
        this.app = app;
        Address = address;
    }

    /// <summary>What <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set to, with <c>OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf</c>.</summary>
    public string Address { get; }

    /// <summary>Everything received so far.</summary>
    public IReadOnlyCollection<CollectedSpan> Spans => spans;

    /// <summary>Starts on a free loopback port.</summary>
    public static async Task<TraceCollector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var address = $"http://127.0.0.1:{FreePort.Next()}";
        builder.WebHost.UseUrls(address);
        var collector = new TraceCollector(builder.Build(), address);
        collector.app.MapPost("/v1/traces", collector.TakeAsync);
        collector.app.MapPost("/v1/{signal}", () => TypedResults.Ok());
        await collector.app.StartAsync();
        return collector;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        foreach (var span in OtlpTraces.Read(body.ToArray()))
        {
            spans.Enqueue(span);
        }

        return TypedResults.Bytes([], "application/x-protobuf");
    }
}
