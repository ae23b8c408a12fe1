using System.Diagnostics.Metrics;

namespace HelpdeskMail.Fetch.Telemetry;

/// <summary>Figures of this service (<c>mail.fetch.*</c>).</summary>
internal sealed class FetchMetrics
{
    private readonly Counter<long> messages;
    private readonly Counter<long> bytes;
    private readonly Histogram<double> duration;
    private readonly Histogram<double> lag;
    private readonly Counter<long> failures;
    private readonly UpDownCounter<long> mailboxes;

    public FetchMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(FetchTelemetry.Name);
        messages = meter.CreateCounter<long>("mail.fetch.messages", "{message}", "Messages settled, by outcome: stored, failed.");
        bytes = meter.CreateCounter<long>("mail.fetch.bytes", "By", "Bytes of stored messages.");
        duration = meter.CreateHistogram<double>("mail.fetch.duration", "s", "From a message's first byte to its commit.");
        lag = meter.CreateHistogram<double>("mail.fetch.lag", "s", "From a message's arrival at its server to its commit.");
        failures = meter.CreateCounter<long>("mail.fetch.failures", "{failure}", "Interruptions of a mailbox's work, by code.");
        mailboxes = meter.CreateUpDownCounter<long>("mail.fetch.mailboxes", "{mailbox}", "Mailboxes worked by this replica.");
    }

    /// <summary>A message was stored or passed over.</summary>
    public void Settled(string outcome, long size, TimeSpan took, TimeSpan? age)
    {
        var tag = new KeyValuePair<string, object?>("outcome", outcome);
        messages.Add(1, tag);
        bytes.Add(size, tag);
        duration.Record(took.TotalSeconds, tag);
        if (age is { } since && since >= TimeSpan.Zero)
        {
            lag.Record(since.TotalSeconds, tag);
        }
    }

    /// <summary>Work at a mailbox was interrupted.</summary>
    public void Interrupted(string code) => failures.Add(1, new KeyValuePair<string, object?>("code", code));

    /// <summary>This replica took a mailbox on (1) or gave it back (-1).</summary>
    public void Working(int change) => mailboxes.Add(change);
}
