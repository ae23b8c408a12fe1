namespace HelpdeskMail.Fixtures.Telemetry;

/// <summary>A span that a service exported.</summary>
/// <param name="Service">Name of the service (resource attribute <c>service.name</c>).</param>
/// <param name="TraceId">Trace it belongs to, hexadecimal.</param>
/// <param name="SpanId">Its own id, hexadecimal.</param>
/// <param name="ParentId">Its parent's id, hexadecimal; empty for a root.</param>
/// <param name="Name">What it measures.</param>
/// <param name="Attributes">Its attributes that are texts.</param>
public sealed record CollectedSpan(string Service, string TraceId, string SpanId, string ParentId, string Name, IReadOnlyDictionary<string, string> Attributes);
