using System.Net;
using HelpdeskMail.ServiceDefaults.ServiceCalls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;

namespace HelpdeskMail.ServiceDefaults.Tests.ServiceCalls;

public sealed class CallerTests
{
    private const string FetchKey = "the key of fetch, only for tests";
    private const string ReplyKey = "the key of reply, only for tests";

    [Theory]
    [InlineData("fetch", FetchKey, HttpStatusCode.OK)]
    [InlineData("reply", ReplyKey, HttpStatusCode.Forbidden)]
    [InlineData("fetch", ReplyKey, HttpStatusCode.Unauthorized)]
    [InlineData("reply", FetchKey, HttpStatusCode.Unauthorized)]
    [InlineData("fetch", "", HttpStatusCode.Unauthorized)]
    [InlineData("stranger", "", HttpStatusCode.Unauthorized)]
    [InlineData("short", "abc", HttpStatusCode.Unauthorized)]
    [InlineData(null, null, HttpStatusCode.Unauthorized)]
    public async Task Only_the_named_service_with_its_own_key_is_let_in(string? service, string? key, HttpStatusCode expected)
    {
        var builder = TestService.Create(
            connectionString: null,
            ("ServiceCalls:Callers:fetch", FetchKey),
            ("ServiceCalls:Callers:reply", ReplyKey),
            ("ServiceCalls:Callers:short", "abc"));
        await using var app = builder.Build();
        app.UseServiceDefaults();
        app.MapGet("/token", () => "handed out").RequireCaller("fetch", "short");
        await app.StartAsync();
        using var client = app.GetTestClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/token");
        if (service is not null)
        {
            request.Headers.Add("X-Service", service);
            request.Headers.TryAddWithoutValidation("X-Service-Key", key);
        }

        using var answer = await client.SendAsync(request);

        answer.StatusCode.ShouldBe(expected);
    }
}
