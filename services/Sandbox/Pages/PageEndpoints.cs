namespace HelpdeskMail.Sandbox.Pages;

/// <summary>The Sandbox's own pages.</summary>
public static class PageEndpoints
{
    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/assets/{name}", Asset);
    }

    private static IResult Asset(string name)
    {
        var type = Path.GetExtension(name) switch { ".css" => "text/css", ".js" => "text/javascript", ".svg" => "image/svg+xml", _ => null };
        var stream = type is null ? null : typeof(PageEndpoints).Assembly.GetManifestResourceStream($"assets/{name}");
        return stream is null ? TypedResults.NotFound() : TypedResults.Stream(stream, type);
    }
}
