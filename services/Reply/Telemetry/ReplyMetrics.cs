using System.Diagnostics.Metrics;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Reply.Queue;

namespace HelpdeskMail.Reply.Telemetry;

/// <summary>Figures of this service (<c>mail.send.*</c>).</summary>
internal sealed class ReplyMetrics
{
    private readonly Counter<long> attempts;
    private readonly Counter<long> recipients;
    private readonly Histogram<double> duration;
    private readonly Histogram<double> age;
    private volatile QueueFigures figures = QueueFigures.Empty;

    public ReplyMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(ReplyTelemetry.Name);
        attempts = meter.CreateCounter<long>("mail.send.attempts", "{attempt}", "Attempts to send a reply, by protocol and the state they led to.");
        recipients = meter.CreateCounter<long>("mail.send.recipients", "{recipient}", "Recipients that a server has accepted or refused for good.");
        duration = meter.CreateHistogram<double>("mail.send.duration", "s", "From the first byte to the server's answer.");
        age = meter.CreateHistogram<double>("mail.send.age", "s", "From the agent's click to the server's acceptance.");
        meter.CreateObservableGauge(
            "mail.send.queue", () => figures.Counts.Select(pair => new Measurement<long>(pair.Value, new KeyValuePair<string, object?>("state", pair.Key.ToLowerInvariant()))), "{reply}", "Replies that are not settled, by state.");
        meter.CreateObservableGauge("mail.send.oldest", () => figures.OldestSeconds, "s", "Age of the oldest reply that is due and not sent.");
        meter.CreateObservableGauge("mail.send.held", () => (long)figures.Held, "{mailbox}", "Mailboxes whose sending is stopped by something that concerns all their replies.");
    }

    /// <summary>An attempt ended.</summary>
    public void Attempted(AttemptOutcome outcome, SendingProtocol protocol, TimeSpan took, TimeSpan sinceQueued)
    {
        KeyValuePair<string, object?>[] tags = [new("state", outcome.State.ToString().ToLowerInvariant()), new("protocol", protocol.ToString().ToLowerInvariant())];
        attempts.Add(1, tags);
        duration.Record(took.TotalSeconds, tags);
        if (outcome.State == ReplyState.Sent)
        {
            age.Record(Math.Max(0, sinceQueued.TotalSeconds), tags);
        }

        if (outcome.State is ReplyState.Sent or ReplyState.Failed)
        {
            recipients.Add(outcome.Recipients.Count(one => one.Accepted), new KeyValuePair<string, object?>("outcome", "accepted"));
            recipients.Add(outcome.Recipients.Count(one => !one.Accepted), new KeyValuePair<string, object?>("outcome", "refused"));
        }
    }

    /// <summary>The queue was looked at.</summary>
    public void Looked(QueueFigures now) => figures = now;
}
