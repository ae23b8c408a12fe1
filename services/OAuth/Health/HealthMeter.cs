using System.Diagnostics.Metrics;
using HelpdeskMail.Contracts.SystemEmails.Admin;

namespace HelpdeskMail.OAuth.Health;

/// <summary>Counters of the links' states.</summary>
internal static class HealthMeter
{
    private static readonly Meter Meter = new("HelpdeskMail.OAuth");

    private static readonly Counter<long> Changes = Meter.CreateCounter<long>("helpdeskmail.oauth.health.changes", "{change}", "States that system emails have come to, and why");

    public static void CountChange(LinkState state, string? code) =>
        Changes.Add(1, new KeyValuePair<string, object?>("state", state.ToString()), new KeyValuePair<string, object?>("code", code ?? ""));
}
