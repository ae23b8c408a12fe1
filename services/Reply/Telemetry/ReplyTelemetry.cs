using System.Diagnostics;

namespace HelpdeskMail.Reply.Telemetry;

/// <summary>Spans of this service.</summary>
internal static class ReplyTelemetry
{
    /// <summary>Name of the span source and of the meter.</summary>
    public const string Name = "HelpdeskMail.Reply";

    /// <summary>The span source.</summary>
    public static ActivitySource Source { get; } = new(Name);
}
