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

    /// <summary>
    /// What happens once is told at once; what goes on happening, as when a mailbox of years is read, is told this often: hundreds of mails a second are a few messages for each open page.
    /// </summary>
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(250);

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
        var told = started;
        yield return new SseItem<string>("hello", "hello");
        while (!end.IsCancellationRequested && time.GetElapsedTime(started) < Longest)
        {
            IReadOnlyCollection<string>? topics;
            using var beat = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
            beat.CancelAfter(TimeSpan.FromTicks(Math.Max(0, (Heartbeat - time.GetElapsedTime(told)).Ticks)));
            try
            {
                topics = await access.HeardAsync(await subscription.ReadAsync(beat.Token), reader, end.Token);
            }
            catch (OperationCanceledException)
            {
                topics = null;
            }

            if (!end.IsCancellationRequested && topics is not { Count: 0 })
            {
                told = time.GetTimestamp();

                // A line of data each.
                yield return topics is null ? new SseItem<string>("", "beat") : new SseItem<string>(string.Join('\n', topics), "changed");
            }

            // Also after news that is not for this reader, who would else cost a query for each of a flood.
            await Task.Delay(Gap, time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
