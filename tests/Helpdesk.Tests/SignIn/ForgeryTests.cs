using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.SignIn;

/// <summary>Requests that another site makes a signed-in browser send.</summary>
public sealed class ForgeryTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    private static readonly string[] Reading = ["GET", "HEAD", "OPTIONS", "TRACE"];
    private static readonly string[] OfPrograms = [Access.AgentKey, Access.AdminKey];

    /// <summary>What answers every method the same.</summary>
    private static readonly string[] Unchanging = ["Health checks", "/api/{**rest} => Answer"];

    [Fact]
    public void Whatever_changes_something_by_the_word_of_a_browser_wants_the_token_of_a_page()
    {
        var changing = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is not { HttpMethods: var methods } || methods.Except(Reading, StringComparer.OrdinalIgnoreCase).Any())
            .Where(endpoint => !IsForPrograms(endpoint) && !Unchanging.Contains(endpoint.DisplayName)).ToList();

        changing.Count.ShouldBeGreaterThan(50);
        changing.Where(endpoint => endpoint.Metadata.GetMetadata<IAntiforgeryMetadata>() is not { RequiresValidation: true }).Select(endpoint => endpoint.DisplayName).ShouldBeEmpty();
    }

    /// <summary>Keys are in a header, which no browser sends by itself.</summary>
    private static bool IsForPrograms(RouteEndpoint endpoint) => endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>() is { Count: > 0 } wanted
        && wanted.Any(one => (one.Policy is { } policy && OfPrograms.Contains(policy)) || one.AuthenticationSchemes is { Length: > 0 });
}
