using System.Net;
using HelpdeskMail.OAuth.Tests.Running;
using Microsoft.AspNetCore.Http;

namespace HelpdeskMail.OAuth.Tests.Linking;

public sealed class ProxyTests : OAuthFixture
{
    private const string Proxy = "192.0.2.10";

    [Fact]
    public async Task A_trusted_proxy_s_visitors_are_counted_each_and_nobody_else_can_pretend_to_be_one()
    {
        await using var app = Replica(("TrustedProxies:0", "192.0.2.0/24"));

        for (var visit = 0; visit < 60; visit++)
        {
            (await VisitAsync(app, Proxy, "198.51.100.7")).ShouldBe(StatusCodes.Status400BadRequest);
        }

        (await VisitAsync(app, Proxy, "198.51.100.7")).ShouldBe(StatusCodes.Status429TooManyRequests);
        (await VisitAsync(app, Proxy, "198.51.100.8")).ShouldBe(StatusCodes.Status400BadRequest);
        for (var visit = 0; visit < 60; visit++)
        {
            (await VisitAsync(app, "203.0.113.5", $"198.51.100.{visit + 100}")).ShouldBe(StatusCodes.Status400BadRequest);
        }

        (await VisitAsync(app, "203.0.113.5", "198.51.100.9")).ShouldBe(StatusCodes.Status429TooManyRequests);
    }

    private static async Task<int> VisitAsync(OAuthApp app, string from, string forwarded)
    {
        var context = await app.Server.SendAsync(request =>
        {
            request.Connection.RemoteIpAddress = IPAddress.Parse(from);
            request.Request.Method = HttpMethods.Get;
            request.Request.Path = "/oauth/callback";
            request.Request.QueryString = new QueryString("?state=never-given-out&code=x");
            request.Request.Headers["X-Forwarded-For"] = forwarded;
        });
        return context.Response.StatusCode;
    }
}
