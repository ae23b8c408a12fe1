using HelpdeskMail.Sandbox.Graph.Subscriptions;
using HelpdeskMail.ServiceDefaults.Problems;

namespace HelpdeskMail.Sandbox.Api;

/// <summary>Graph's subscriptions for tests and scripts: who is subscribed, and the lifecycle notifications that Graph sends by its own will.</summary>
public static class SubscriptionApi
{
    public static void MapSubscriptionApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/subscriptions");
        api.MapGet("", async (SubscriptionStore store, CancellationToken cancellation) => TypedResults.Ok(await store.ListAsync(cancellation)));
        api.MapPost("/{id:guid}/{lifecycleEvent}", LifecycleAsync);
    }

    /// <summary><c>reauthorizationRequired</c>, <c>missed</c> (what happened meanwhile is not told any more) or <c>subscriptionRemoved</c> (it ends).</summary>
    private static async Task<IResult> LifecycleAsync(Guid id, string lifecycleEvent, SubscriptionStore store, Notifier notifier, CancellationToken cancellation)
    {
        if (lifecycleEvent is not ("reauthorizationRequired" or "missed" or "subscriptionRemoved"))
        {
            return ServiceProblems.Problem(400, "lifecycle_event_unknown", $"There is no lifecycle event {lifecycleEvent}.", "Use reauthorizationRequired, missed or subscriptionRemoved.");
        }

        if (await store.FindAsync(id, cancellation) is not { } subscription)
        {
            return ServiceProblems.Problem(404, "subscription_unknown", "There is no such subscription.", "GET /api/subscriptions lists them.");
        }

        if (lifecycleEvent == "subscriptionRemoved")
        {
            await store.RemoveAsync(id, cancellation);
        }

        foreach (var (folder, _, last) in lifecycleEvent == "missed" ? await store.BehindAsync(subscription, cancellation) : [])
        {
            await store.ToldAsync(id, folder, last, cancellation);
        }

        return TypedResults.Ok(new { Taken = await notifier.LifecycleAsync(subscription, lifecycleEvent, cancellation) });
    }
}
