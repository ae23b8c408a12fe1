using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Helpdesk.Live;

/// <summary>The stream that tells an open page what changed. It carries names of things only; the page asks for the things themselves as its own reader.</summary>
internal static class LiveEndpoints
{
    /// <summary>Proxies end streams that stay silent for a minute.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);

    /// <summary>A stream ends by itself, so that a session that has ended is noticed; the page connects again at once.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public static void MapLive(this WebApplication app) =>
        app.MapGet("/live", Open).RequireAuthorization(Access.Agent).ExcludeFromDescription();

    private static ServerSentEventsResult<string> Open(LiveHub hub, LiveAccess access, TimeProvider time, IHostApplicationLifetime host, HttpContext context, CancellationToken cancellation)
    {
        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(NewsAsync(hub, access, context.User.Actor(), time, host.ApplicationStopping, cancellation));
    }

    private static async IAsyncEnumerable<SseItem<string>> NewsAsync(
        LiveHub hub, LiveAccess access, Actor reader, TimeProvider time, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var subscription = hub.Listen();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stopping);
        var started = time.GetTimestamp();
        yield return new SseItem<string>("hello", "hello");
        while (!end.IsCancellationRequested && time.GetElapsedTime(started) < Longest)
        {
            string? topic;
            using var beat = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
            beat.CancelAfter(Heartbeat);
            try
            {
                topic = await subscription.News.ReadAsync(beat.Token);
                if (!await access.MayHearAsync(topic, reader, end.Token))
                {
                    continue;
                }
            }
            catch (OperationCanceledException)
            {
                topic = null;
            }

            if (!end.IsCancellationRequested)
            {
                yield return topic is null ? new SseItem<string>("", "beat") : new SseItem<string>(topic, "changed");
            }
        }
    }
}
