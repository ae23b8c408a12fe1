using Microsoft.AspNetCore.Routing.Template;

namespace HelpdeskMail.Helpdesk.Api;

/// <summary>Whether an address would be answered by an endpoint, whatever the method and the body.</summary>
internal static class AddressMatch
{
    /// <summary>True when the path fits the endpoint's pattern, and numbers and ids in it are such.</summary>
    public static bool Takes(RouteEndpoint endpoint, string path)
    {
        var values = new RouteValueDictionary();
        return new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), new RouteValueDictionary()).TryMatch(path, values)
            && endpoint.RoutePattern.ParameterPolicies.All(policies => policies.Value.All(policy => Holds(policy.Content, values[policies.Key]?.ToString())));
    }

    private static bool Holds(string? constraint, string? value) => constraint switch
    {
        "long" => long.TryParse(value, out _),
        "guid" => Guid.TryParse(value, out _),
        _ => true,
    };
}
