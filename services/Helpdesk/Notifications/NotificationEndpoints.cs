using HelpdeskMail.Helpdesk.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HelpdeskMail.Helpdesk.Notifications;

/// <summary>What happened of late that concerns the reader, for the browser's notifications.</summary>
internal static class NotificationEndpoints
{
    /// <summary>A page that slept for long is not told of its whole night.</summary>
    private static readonly TimeSpan Farthest = TimeSpan.FromMinutes(10);

    public static void MapNotifications(this WebApplication app) =>
        app.MapGet("/notifications", ListAsync).RequireAuthorization(Access.Agent).ExcludeFromDescription();

    private static async Task<Ok<NotificationList>> ListAsync(NotificationReader reader, TimeProvider time, HttpContext context, CancellationToken cancellation, [FromQuery] DateTimeOffset? since = null)
    {
        var now = time.GetUtcNow();
        context.Response.Headers.CacheControl = "no-store";
        var from = since is { } given && given > now - Farthest ? given.ToUniversalTime() : now - Farthest;
        return TypedResults.Ok(new NotificationList(now, await reader.ReadAsync(context.User.Actor().Id, from, cancellation)));
    }
}
