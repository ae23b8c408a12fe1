using System.Diagnostics;

namespace HelpdeskMail.Fetch.Telemetry;

/// <summary>Spans of this service: one trace a message, from the mail server to the ticket.</summary>
internal static class FetchTelemetry
{
    /// <summary>Name of the span source and of the meter.</summary>
    public const string Name = "HelpdeskMail.Fetch";

    /// <summary>The span source.</summary>
    public static ActivitySource Source { get; } = new(Name);
}
