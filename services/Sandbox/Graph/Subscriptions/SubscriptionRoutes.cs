using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HelpdeskMail.Sandbox.SignIn.Tokens;
using Npgsql;

namespace HelpdeskMail.Sandbox.Graph.Subscriptions;

/// <summary><c>/subscriptions</c>: make (with the handshake), list, renew, delete. One lives at most 10,080 minutes; less than 45 becomes 45.</summary>
public sealed partial class SubscriptionRoutes(GraphGate gate, SubscriptionStore store, NotificationSender sender, NpgsqlDataSource database, TokenIssuer lifetimes, TimeProvider time)
{
    private const int LongestClientState = 128;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10_080);
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(45);

    public async Task<IResult> CreateAsync(HttpContext context)
    {
        var body = await GraphBody.ReadJsonAsync(context.Request);
        var resource = body is null ? null : GraphBody.Text(body, "resource");
        var match = Resource().Match(resource ?? "");

        // The gate judges the caller by the mailbox in the resource, as if it were in the path.
        context.Request.RouteValues["user"] = match.Groups["user"].Success ? Uri.UnescapeDataString(match.Groups["user"].Value) : null;
        return await gate.ServeAsync(context, GraphAccess.Read, call => body is null || !match.Success
            ? Task.FromResult<IResult>(new GraphRefusal(Invalid($"Resource '{resource}' is not supported.")))
            : CreateAsync(call, body, resource!, match.Groups["folder"].Success ? match.Groups["folder"].Value : null));
    }

    public Task<IResult> ListAsync(HttpContext context) => gate.GuardAsync(context, async caller =>
    {
        var own = (await store.ListAsync(context.RequestAborted)).Where(one => IsOf(one, caller));
        return TypedResults.Json(new JsonObject { ["value"] = new JsonArray([.. own.Select(Write)]) });
    });

    public Task<IResult> GetAsync(HttpContext context) => OnOwnAsync(context, subscription => Task.FromResult<IResult>(TypedResults.Json(Write(subscription))));

    public Task<IResult> RenewAsync(HttpContext context) => OnOwnAsync(context, async subscription =>
    {
        var body = await GraphBody.ReadJsonAsync(context.Request);
        var (ends, error) = await EndAsync(body, subscription.ClientId, context.RequestAborted);
        if (error is not null)
        {
            return new GraphRefusal(error);
        }

        await store.RenewAsync(subscription.Id, ends, context.RequestAborted);
        return TypedResults.Json(Write(subscription with { ExpiresAt = ends }));
    });

    public Task<IResult> DeleteAsync(HttpContext context) => OnOwnAsync(context, async subscription =>
    {
        await store.RemoveAsync(subscription.Id, context.RequestAborted);
        return TypedResults.NoContent();
    });

    private static bool IsOf(Subscription subscription, GraphCaller caller) => subscription.ClientId == caller.ClientId && subscription.CreatorId == caller.AccountId;

    private static GraphError Invalid(string words) => new(400, "InvalidRequest", words);

    private static JsonObject Write(Subscription subscription) => new()
    {
        ["id"] = $"{subscription.Id}",
        ["resource"] = subscription.Resource,
        ["applicationId"] = $"{subscription.ClientId}",
        ["changeType"] = subscription.ChangeType,
        ["clientState"] = null,
        ["notificationUrl"] = subscription.NotificationUrl,
        ["lifecycleNotificationUrl"] = subscription.LifecycleUrl,
        ["expirationDateTime"] = MessageJson.Time(subscription.ExpiresAt),
        ["creatorId"] = $"{subscription.CreatorId ?? subscription.ClientId}",
        ["includeResourceData"] = false,
        ["latestSupportedTlsVersion"] = "v1_2",
    };

    private async Task<IResult> CreateAsync(GraphCall call, JsonObject body, string resource, string? folderName)
    {
        var changes = (GraphBody.Text(body, "changeType") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var (address, lifecycle, state) = (GraphBody.Text(body, "notificationUrl"), GraphBody.Text(body, "lifecycleNotificationUrl"), GraphBody.Text(body, "clientState"));
        if (changes.Length == 0 || changes.Any(change => change is not ("created" or "updated" or "deleted")))
        {
            return new GraphRefusal(Invalid($"The changeType '{string.Join(',', changes)}' is not supported."));
        }

        if (!NotificationSender.MayCall(address) || (lifecycle is not null && !NotificationSender.MayCall(lifecycle)) || state?.Length > LongestClientState)
        {
            return new GraphRefusal(Invalid(state?.Length > LongestClientState ? "clientState has more than 128 characters." : "The Sandbox notifies loopback addresses only: notificationUrl must be one, such as http://localhost:5081/notifications."));
        }

        var (ends, error) = await EndAsync(body, call.Caller.ClientId, call.Cancellation);
        var folder = folderName is null ? null : (await MailFolderTree.LoadAsync(database, call.MailboxId, call.Cancellation)).Find(folderName);
        error ??= folderName is not null && folder is not { Id: > 0 } ? GraphErrors.ItemMissing : null;
        foreach (var one in error is null ? new[] { address, lifecycle }.OfType<string>() : [])
        {
            error ??= await sender.ValidateAsync(one, call.Cancellation) is { } problem ? new GraphError(400, "ValidationError", problem) : null;
        }

        if (error is not null)
        {
            return new GraphRefusal(error);
        }

        var subscription = new Subscription
        {
            Id = Guid.NewGuid(),
            ClientId = call.Caller.ClientId,
            TenantId = call.Caller.TenantId,
            CreatorId = call.Caller.AccountId,
            OwnerId = call.Owner.Id,
            MailboxId = call.MailboxId,
            FolderId = folder?.Id,
            Resource = resource,
            ChangeType = string.Join(',', changes),
            NotificationUrl = address!,
            LifecycleUrl = lifecycle,
            ClientState = state,
            ImmutableIds = call.ImmutableIds,
            ExpiresAt = ends,
            CreatedAt = time.GetUtcNow(),
        };
        await store.AddAsync(subscription, call.Cancellation);
        return TypedResults.Json(Write(subscription), statusCode: StatusCodes.Status201Created);
    }

    private async Task<(DateTimeOffset Ends, GraphError? Error)> EndAsync(JsonObject? body, Guid clientId, CancellationToken cancellation)
    {
        if (body is null || !DateTimeOffset.TryParse(GraphBody.Text(body, "expirationDateTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var ends))
        {
            return (default, GraphErrors.PropertyInvalid("expirationDateTime"));
        }

        var now = time.GetUtcNow();
        if (await lifetimes.LifetimeAsync("subscription", clientId, cancellation) is { } seconds)
        {
            return (now.AddSeconds(seconds), null);
        }

        return ends <= now ? (ends, Invalid("Subscription expiration must be in the future."))
            : ends - now > Longest ? (ends, Invalid("Subscription expiration can only be 10080 minutes in the future."))
            : (ends - now < Shortest ? now + Shortest : ends, null);
    }

    private Task<IResult> OnOwnAsync(HttpContext context, Func<Subscription, Task<IResult>> handler) => gate.GuardAsync(context, async caller =>
        Guid.TryParse((string?)context.Request.RouteValues["subscription"], out var id) && await store.FindAsync(id, context.RequestAborted) is { } subscription && IsOf(subscription, caller)
            ? await handler(subscription)
            : new GraphRefusal(new GraphError(404, "ResourceNotFound", "The object was not found.")));

    [GeneratedRegex(
        @"^/?(?:me|users(?:/|\('?)(?<user>[^/')]+)'?\)?)/(?:mailFolders(?:/|\('?)(?<folder>[^/')]+)'?\)?/)?messages$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Resource();
}
