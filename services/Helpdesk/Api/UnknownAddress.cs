using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.Net.Http.Headers;

namespace HelpdeskMail.Helpdesk.Api;

/// <summary>Answers calls of <c>/api</c> that no address takes, and says which of the three reasons it is: no such address, another method, or a body of another kind.</summary>
internal static class UnknownAddress
{
    public static IResult Answer(HttpContext context, EndpointDataSource endpoints)
    {
        var methods = endpoints.Endpoints.OfType<RouteEndpoint>().Where(endpoint => Takes(endpoint, context.Request.Path))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).ToList();
        if (methods.Contains(context.Request.Method, StringComparer.OrdinalIgnoreCase))
        {
            return ServiceProblems.Problem(StatusCodes.Status415UnsupportedMediaType, "content_type_wrong", "The body is of another kind than this address takes.", "Send JSON with «Content-Type: application/json», or what the description at /openapi/v1.json names.");
        }

        if (methods.Count > 0)
        {
            context.Response.Headers[HeaderNames.Allow] = string.Join(", ", methods);
            return ServiceProblems.Problem(StatusCodes.Status405MethodNotAllowed, "method_wrong", $"This address does not take {context.Request.Method}.", $"It takes {string.Join(", ", methods)}.");
        }

        return ServiceProblems.Problem(StatusCodes.Status404NotFound, "address_unknown", "There is no such address in the API.", "All of them are described at /openapi/v1.json.");
    }

    private static bool Takes(RouteEndpoint endpoint, PathString path) =>
        endpoint.RoutePattern.RawText is { } pattern && pattern.StartsWith("/api/v1/", StringComparison.Ordinal) && AddressMatch.Takes(endpoint, path);
}
