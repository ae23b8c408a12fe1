using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;

namespace HelpdeskMail.Helpdesk.Pages;

/// <summary>A page for what went wrong, made without anything that could go wrong again.</summary>
internal static class PlainPage
{
    /// <summary>Says what a status means.</summary>
    public static async Task WriteAsync(HttpContext context, int status)
    {
        var (title, words) = status switch
        {
            StatusCodes.Status400BadRequest => (Translated.Of("That form was too old"), Translated.Of("It was open for long, or in a tab from before signing in. Go back, load the page again, and send it once more.")),
            StatusCodes.Status401Unauthorized => (Translated.Of("You are signed out"), Translated.Of("Nothing was changed. Sign in and do it once more.")),
            StatusCodes.Status403Forbidden => (Translated.Of("Not for you"), Translated.Of("This page is for administrators. Ask one of them to do it, or to give you the role.")),
            StatusCodes.Status404NotFound => (Translated.Of("Nothing here"), Translated.Of("There is no such page. The ticket or setting it showed may be gone, or the address is mistyped.")),
            StatusCodes.Status405MethodNotAllowed => (Translated.Of("Nothing to do here"), Translated.Of("That address only takes what a page sends. Open the page and do it there.")),
            StatusCodes.Status413PayloadTooLarge => (Translated.Of("Too large"), Translated.Of("What was sent is larger than this helpdesk takes. Make the file smaller, or share it by a link.")),
            StatusCodes.Status415UnsupportedMediaType => (Translated.Of("That was not understood"), Translated.Of("It was not sent as a form of these pages is. Load the page again, and send it once more.")),
            StatusCodes.Status422UnprocessableEntity => (Translated.Of("That form could not be read"), Translated.Of("It holds a character that no text can have, or is damaged. Go back, take out what was pasted last, and send it once more.")),
            StatusCodes.Status429TooManyRequests => (Translated.Of("Slower, please"), Translated.Of("Too many attempts came from your address. Wait a minute and try again.")),
            StatusCodes.Status503ServiceUnavailable or StatusCodes.Status502BadGateway => (Translated.Of("Something is away"), Translated.Of("A part of the helpdesk does not answer now. Nothing was lost; try again in a moment.")),
            _ => (Translated.Of("That did not work"), Translated.Of("Something went wrong on our side. Nothing was lost; try again, and tell an administrator the number below if it goes on.")),
        };
        await WriteAsync(context, status, title, words);
    }

    /// <summary>Says what happened.</summary>
    /// <param name="context">The request; its answer has not begun.</param>
    /// <param name="status">HTTP status code.</param>
    /// <param name="title">What happened.</param>
    /// <param name="words">What to do about it.</param>
    /// <param name="on">Where the button leads; null for the tickets.</param>
    public static async Task WriteAsync(HttpContext context, int status, string title, string words, (string Address, string Words)? on = null)
    {
        var typed = await TypedWords.ReadAsync(context.Request);
        if (typed.Length > 0)
        {
            typed = $"<p>{Encode(Translated.Of("This is what you had typed; copy it before you go on."))}</p>{typed}";
        }

        var (address, button) = on ?? ("/", Translated.Of("To the tickets"));
        var trace = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(
            $"""
            <!doctype html><html lang="{CultureInfo.CurrentUICulture.Name}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{Encode(title)} · HelpdeskMail</title>
            <link rel="stylesheet" href="{PageAssets.Address("site.css")}"></head><body class="alone"><main class="card narrow">
            <h1>{Encode(title)}</h1><p>{Encode(words)}</p>{typed}<p><a class="button primary" href="{Encode(address)}">{Encode(button)}</a></p>
            <p class="dim small">{status} · {Encode(trace)}</p></main></body></html>
            """,
            context.RequestAborted);
    }

    private static string Encode(string words) => HtmlEncoder.Default.Encode(words);
}
