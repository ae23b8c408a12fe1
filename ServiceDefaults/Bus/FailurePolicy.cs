using MassTransit;

namespace HelpdeskMail.ServiceDefaults.Bus;

/// <summary>
/// What happens to a message whose consumer throws: a few attempts at once, then deliveries at growing distances, then the error queue and a
/// published <see cref="Fault"/>. An endpoint that needs another policy sets its own in its consumer definition; both then apply, the inner one first.
/// </summary>
internal static class FailurePolicy
{
    private static readonly TimeSpan[] Retries =
        [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1)];

    private static readonly TimeSpan[] Redeliveries =
        [TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2)];

    public static void Apply(IReceiveEndpointConfigurator endpoint, BusSettings settings)
    {
        var redeliveries = settings.RedeliveryDelays is { Count: > 0 } given ? [.. given] : Redeliveries;
        var retries = settings.RetryDelays is { Count: > 0 } chosen ? [.. chosen] : Retries;
        endpoint.UseScheduledRedelivery(redelivery =>
        {
            // The message stays itself on either transport, for consumers that know messages by their id.
            ((IRedeliveryConfigurator)redelivery).ReplaceMessageId = false;
            redelivery.Intervals(redeliveries);
        });
        endpoint.UseMessageRetry(retry => retry.Intervals(retries));
    }
}
