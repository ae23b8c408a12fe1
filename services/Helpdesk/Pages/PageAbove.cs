using HelpdeskMail.Helpdesk.Api;
using Microsoft.AspNetCore.Components.Endpoints;

namespace HelpdeskMail.Helpdesk.Pages;

/// <summary>
/// The page that an address of a form belongs to: the nearest one above it. A browser asks for such an address after signing in anew, or when it is taken from the history, and there is nothing to show under it.
/// </summary>
internal static class PageAbove
{
    /// <summary>Address of the page; the list of tickets when there is none above.</summary>
    public static string Of(PathString path, EndpointDataSource endpoints)
    {
        var pages = endpoints.Endpoints.OfType<RouteEndpoint>().Where(endpoint => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null).ToList();
        for (var above = Parent(path.Value ?? ""); above.Length > 0; above = Parent(above))
        {
            if (pages.Exists(page => AddressMatch.Takes(page, above)))
            {
                return above;
            }
        }

        return "/";
    }

    private static string Parent(string path) => path.LastIndexOf('/') is > 0 and var end ? path[..end] : "";
}
