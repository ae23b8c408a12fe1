using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HelpdeskMail.AppHost.LocalHosting.Page;

/// <summary>The page, its style and its script, which lie inside the assembly.</summary>
internal static class PageAssets
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "/", "page.html", "text/html; charset=utf-8");
        Map(routes, "/page.css", "page.css", "text/css; charset=utf-8");
        Map(routes, "/page.js", "page.js", "text/javascript; charset=utf-8");
        Map(routes, "/favicon.svg", "favicon.svg", "image/svg+xml");
    }

    private static void Map(IEndpointRouteBuilder routes, string path, string name, string contentType) =>
        routes.MapGet(path, async (HttpContext context) =>
        {
            context.Response.ContentType = contentType;
            await using var asset = typeof(PageAssets).Assembly.GetManifestResourceStream($"Page.{name}")!;
            await asset.CopyToAsync(context.Response.Body, context.RequestAborted);
        });
}
