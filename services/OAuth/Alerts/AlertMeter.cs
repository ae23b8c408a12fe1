using System.Diagnostics.Metrics;
using HelpdeskMail.Contracts.SystemEmails.Alerts;

namespace HelpdeskMail.OAuth.Alerts;

/// <summary>Counters of what admins are told.</summary>
internal static class AlertMeter
{
    private static readonly Meter Meter = new("HelpdeskMail.OAuth");

    private static readonly Counter<long> Told = Meter.CreateCounter<long>("helpdeskmail.oauth.alerts.told", "{notice}", "Occasions on which admins were told of something");

    private static readonly Counter<long> Deliveries = Meter.CreateCounter<long>("helpdeskmail.oauth.alerts.deliveries", "{delivery}", "Tries to tell one receiver");

    public static void CountTold(AlertKind kind) => Told.Add(1, new KeyValuePair<string, object?>("kind", kind.ToString()));

    public static void CountDelivery(string channel, bool taken) =>
        Deliveries.Add(1, new KeyValuePair<string, object?>("channel", channel), new KeyValuePair<string, object?>("outcome", taken ? "taken" : "refused"));
}
