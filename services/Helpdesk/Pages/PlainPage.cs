using System.Diagnostics;
using System.Text.Encodings.Web;

namespace HelpdeskMail.Helpdesk.Pages;

/// <summary>A page for what went wrong, made without anything that could go wrong again.</summary>
internal static class PlainPage
{
    public static Task WriteAsync(HttpContext context, int status)
    {
        var (title, words) = status switch
        {
            StatusCodes.Status400BadRequest => ("That form was too old", "It was open for long, or in a tab from before signing in. Go back, load the page again, and send it once more. What you wrote is kept as a draft."),
            StatusCodes.Status403Forbidden => ("Not for you", "This page is for administrators. Ask one of them to do it, or to give you the role."),
            StatusCodes.Status404NotFound => ("Nothing here", "There is no such page. The ticket or setting it showed may be gone, or the address is mistyped."),
            StatusCodes.Status413PayloadTooLarge => ("Too large", "What was sent is larger than this helpdesk takes. Make the file smaller, or share it by a link."),
            StatusCodes.Status429TooManyRequests => ("Slower, please", "Too many attempts came from your address. Wait a minute and try again."),
            StatusCodes.Status503ServiceUnavailable or StatusCodes.Status502BadGateway => ("Something is away", "A part of the helpdesk does not answer now. Nothing was lost; try again in a moment."),
            _ => ("That did not work", "Something went wrong on our side. Nothing was lost; try again, and tell an administrator the number below if it goes on."),
        };
        var trace = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(
            $"""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title} · HelpdeskMail</title>
            <link rel="stylesheet" href="{PageAssets.Address("site.css")}"></head><body class="alone"><main class="card narrow">
            <h1>{title}</h1><p>{words}</p><p><a class="button primary" href="/">To the tickets</a></p>
            <p class="dim small">{status} · {HtmlEncoder.Default.Encode(trace)}</p></main></body></html>
            """,
            context.RequestAborted);
    }
}
