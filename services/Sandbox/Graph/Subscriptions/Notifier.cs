using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.Mailboxes;

namespace HelpdeskMail.Sandbox.Graph.Subscriptions;

/// <summary>
/// Tells subscribers of changes. What an address did not take is told again after growing pauses, up to a minute; a change is noted as told only once it was taken, so a restart loses none and may repeat one.
/// </summary>
public sealed partial class Notifier(SubscriptionStore subscriptions, FiledMessages filed, NotificationSender sender, MailboxEvents events, TimeProvider time, ILogger<Notifier> logger) : BackgroundService
{
    private const int MostAtOnce = 100;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Dictionary<Guid, (DateTimeOffset Next, TimeSpan Pause)> waiting = [];

    /// <summary>Sends a lifecycle notification; false when the subscription has no address for these, or it was not taken.</summary>
    public async Task<bool> LifecycleAsync(Subscription subscription, string lifecycleEvent, CancellationToken cancellation) =>
        subscription.LifecycleUrl is { } address && await sender.PostAsync(
            address,
            new JsonObject
            {
                ["value"] = new JsonArray(new JsonObject
                {
                    ["subscriptionId"] = $"{subscription.Id}",
                    ["subscriptionExpirationDateTime"] = MessageJson.Time(subscription.ExpiresAt),
                    ["tenantId"] = $"{subscription.TenantId}",
                    ["clientState"] = subscription.ClientState,
                    ["lifecycleEvent"] = lifecycleEvent,
                    ["resource"] = subscription.Resource,
                }),
            },
            cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var watch = events.Open(folder: null);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TellAllAsync(stoppingToken);
                await WaitAsync(watch, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogFailed(logger, exception);
                await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken);
            }
        }
    }

    private async Task WaitAsync(MailboxEvents.Watch watch, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        if (waiting.Count > 0)
        {
            var pause = waiting.Values.Min(one => one.Next) - time.GetUtcNow();
            either.CancelAfter(pause > TimeSpan.Zero ? pause : TimeSpan.FromMilliseconds(1));
        }

        try
        {
            await watch.WaitAsync(either.Token);
            watch.TakeAll();
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // A subscriber's pause is over.
        }
    }

    private async Task TellAllAsync(CancellationToken cancellation)
    {
        var active = await subscriptions.ListAsync(cancellation);
        foreach (var gone in waiting.Keys.Except(active.Select(one => one.Id)).ToList())
        {
            waiting.Remove(gone);
        }

        foreach (var subscription in active)
        {
            if (waiting.TryGetValue(subscription.Id, out var wait) && wait.Next > time.GetUtcNow())
            {
                continue;
            }

            if (await TellAsync(subscription, cancellation))
            {
                waiting.Remove(subscription.Id);
            }
            else
            {
                var pause = wait.Pause == default ? TimeSpan.FromSeconds(1) : wait.Pause * 2;
                waiting[subscription.Id] = (time.GetUtcNow() + pause, pause < LongestPause ? pause : LongestPause);
            }
        }
    }

    private async Task<bool> TellAsync(Subscription subscription, CancellationToken cancellation)
    {
        foreach (var (folder, told, last) in await subscriptions.BehindAsync(subscription, cancellation))
        {
            for (var at = told; at < last;)
            {
                var changes = await filed.ChangesAsync(folder, at, last, MostAtOnce, cancellation);
                var next = changes.Count < MostAtOnce ? last : changes[^1].Change;
                var notifications = changes.Select(change => Describe(subscription, change.Message, change.ItemId, change.EntryId, at)).OfType<JsonObject>().ToArray();
                if (notifications.Length > 0 && !await sender.PostAsync(subscription.NotificationUrl, new JsonObject { ["value"] = new JsonArray(notifications) }, cancellation))
                {
                    return false;
                }

                await subscriptions.ToldAsync(subscription.Id, folder, next, cancellation);
                at = next;
            }
        }

        return true;
    }

    private static JsonObject? Describe(Subscription subscription, FiledMessage? message, Guid itemId, Guid entryId, long told)
    {
        var change = message is null ? "deleted" : message.Born > told ? "created" : "updated";
        if (!subscription.Wants(change))
        {
            return null;
        }

        var id = ItemId.Of(itemId, entryId, subscription.ImmutableIds);
        var resource = $"Users/{subscription.OwnerId}/Messages/{id}";
        return new JsonObject
        {
            ["subscriptionId"] = $"{subscription.Id}",
            ["subscriptionExpirationDateTime"] = MessageJson.Time(subscription.ExpiresAt),
            ["changeType"] = change,
            ["resource"] = resource,
            ["resourceData"] = new JsonObject { ["@odata.type"] = "#Microsoft.Graph.Message", ["@odata.id"] = resource, ["id"] = id },
            ["clientState"] = subscription.ClientState,
            ["tenantId"] = $"{subscription.TenantId}",
        };
    }

    [LoggerMessage(EventId = 31, EventName = "sandbox.notify.failed", Level = LogLevel.Error, Message = "Telling subscribers of changes failed")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
