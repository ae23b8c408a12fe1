using System.Diagnostics.Metrics;
using HelpdeskMail.Contracts.Replies;

namespace HelpdeskMail.Reply.Telemetry;

/// <summary>Figures of this service (<c>mail.send.*</c>).</summary>
internal sealed class ReplyMetrics
{
    private readonly Counter<long> attempts;
    private readonly Histogram<double> duration;
    private readonly Histogram<double> age;

    public ReplyMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(ReplyTelemetry.Name);
        attempts = meter.CreateCounter<long>("mail.send.attempts", "{attempt}", "Attempts to send a reply, by the state they led to.");
        duration = meter.CreateHistogram<double>("mail.send.duration", "s", "From the first byte to the server's answer.");
        age = meter.CreateHistogram<double>("mail.send.age", "s", "From the agent's click to the server's acceptance.");
    }

    /// <summary>An attempt ended.</summary>
    public void Attempted(ReplyState state, TimeSpan took, TimeSpan sinceQueued)
    {
        var tag = new KeyValuePair<string, object?>("state", state.ToString().ToLowerInvariant());
        attempts.Add(1, tag);
        duration.Record(took.TotalSeconds, tag);
        if (state == ReplyState.Sent)
        {
            age.Record(Math.Max(0, sinceQueued.TotalSeconds), tag);
        }
    }
}
