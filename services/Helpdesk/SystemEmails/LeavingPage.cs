using System.Text.Encodings.Web;
using HelpdeskMail.Helpdesk.Pages;

namespace HelpdeskMail.Helpdesk.SystemEmails;

/// <summary>A page that sends the browser on to another site at once, and has a link for browsers that do not.</summary>
internal static class LeavingPage
{
    public static IResult To(HttpContext context, string address)
    {
        var target = HtmlEncoder.Default.Encode(address);
        var title = HtmlEncoder.Default.Encode(Translated.Of("To the sign-in"));
        context.Response.Headers.CacheControl = "no-store";
        return Results.Content(
            $"""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title} · HelpdeskMail</title>
            <meta http-equiv="refresh" content="0; url={target}"><link rel="stylesheet" href="{PageAssets.Address("site.css")}"></head>
            <body class="alone"><main class="card narrow"><h1>{title}</h1><p>{HtmlEncoder.Default.Encode(Translated.Of("You are taken to the identity provider, and come back here when you are done."))}</p>
            <p><a class="button primary" href="{target}">{HtmlEncoder.Default.Encode(Translated.Of("Go on"))}</a></p></main></body></html>
            """,
            "text/html; charset=utf-8");
    }
}
