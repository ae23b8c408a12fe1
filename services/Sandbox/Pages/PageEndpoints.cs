using HelpdeskMail.Sandbox.Mailboxes;
using HelpdeskMail.Sandbox.Pages.Directory;
using HelpdeskMail.Sandbox.Pages.Faulty;
using HelpdeskMail.Sandbox.Pages.Log;
using HelpdeskMail.Sandbox.Pages.Mail;
using HelpdeskMail.Sandbox.Pages.Sent;
using HelpdeskMail.Sandbox.Pages.Write;

namespace HelpdeskMail.Sandbox.Pages;

/// <summary>The Sandbox's own pages: rendered on the server, kept up to date by a small script where there is one.</summary>
public static class PageEndpoints
{
    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/assets/{name}", Asset);
        routes.MapGet("/events", EventsAsync);
        routes.MapMailPages();
        routes.MapWritePages();
        routes.MapSentPages();
        routes.MapSessionPages();
        routes.MapDirectoryPages();
        routes.MapFaultPages();
    }

    /// <summary>Server-sent events: one for each change of mail, submissions or protocol logs, by name.</summary>
    private static async Task EventsAsync(HttpContext context, MailboxEvents events, IHostApplicationLifetime lifetime)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        using var watch = events.Open(folder: null);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await context.Response.WriteAsync(": open\n\n", ending.Token);
            await context.Response.Body.FlushAsync(ending.Token);
            while (true)
            {
                await context.Response.WriteAsync($"data: {await watch.NextAsync(ending.Token)}\n\n", ending.Token);
                await context.Response.Body.FlushAsync(ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left, or the Sandbox stops.
        }
    }

    private static IResult Asset(string name)
    {
        var type = Path.GetExtension(name) switch { ".css" => "text/css", ".js" => "text/javascript", ".svg" => "image/svg+xml", _ => null };
        var stream = type is null ? null : typeof(PageEndpoints).Assembly.GetManifestResourceStream($"assets/{name}");
        return stream is null ? TypedResults.NotFound() : TypedResults.Stream(stream, type);
    }
}
