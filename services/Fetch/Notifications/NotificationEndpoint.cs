using System.Text.Json;
using HelpdeskMail.Fetch.Leases;
using Microsoft.AspNetCore.Mvc;

namespace HelpdeskMail.Fetch.Notifications;

/// <summary>
/// Where Graph tells of changes; the one address of this service that the internet may reach. A notification is believed when it carries the secret of a subscription of ours, and even then it says
/// no more than «look now», so that what somebody makes up costs a look at most.
/// </summary>
internal static class NotificationEndpoint
{
    /// <summary>The address.</summary>
    public const string Path = "/graph/notifications";

    private const int LargestBody = 1024 * 1024;
    private const int LongestToken = 4096;
    private const int MostAtOnce = 200;

    public static void MapNotifications(this WebApplication app) => app.MapPost(Path, TakeAsync).AllowAnonymous().WithMetadata(new RequestSizeLimitAttribute(LargestBody));

    /// <summary>Answers Graph's trial with its own token; takes notifications with 202, whatever is in them, since Graph only learns from it that they arrived.</summary>
    private static async Task<IResult> TakeAsync(HttpRequest request, [FromQuery] string? validationToken, SubscriptionTable subscriptions, LeaseTable leases, CancellationToken cancellation)
    {
        request.HttpContext.Response.Headers.XContentTypeOptions = "nosniff";
        if (validationToken is not null)
        {
            return validationToken.Length <= LongestToken ? TypedResults.Text(validationToken, "text/plain") : TypedResults.BadRequest();
        }

        IReadOnlySet<(string ClientState, string? LifecycleEvent)> told;
        try
        {
            told = await ReadAsync(request, cancellation);
        }
        catch (BadHttpRequestException exception)
        {
            return TypedResults.StatusCode(exception.StatusCode);
        }

        foreach (var (clientState, lifecycleEvent) in told)
        {
            if (await subscriptions.TakeAsync(clientState, lifecycleEvent, cancellation) is { } mailbox)
            {
                await leases.WantLookAsync(mailbox, cancellation);
            }
        }

        return TypedResults.Accepted((string?)null);
    }

    /// <summary>What was told, each thing once, and no more than so many things: anybody can send here.</summary>
    private static async Task<IReadOnlySet<(string ClientState, string? LifecycleEvent)>> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        var told = new HashSet<(string, string?)>();
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, cancellationToken: cancellation);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in value.EnumerateArray())
                {
                    if (told.Count < MostAtOnce && Text(item, "clientState") is { Length: KeepSubscriptions.SecretLength } clientState)
                    {
                        told.Add((clientState, Text(item, "lifecycleEvent")));
                    }
                }
            }
        }
        catch (JsonException)
        {
            // Nobody who speaks for Graph sends that; there is nothing to look for.
        }

        return told;
    }

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
