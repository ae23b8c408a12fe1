using System.Net;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.SignIn;

/// <summary>Single sign-on against a provider that a test runs itself: real redirects, a real code, PKCE checked, userinfo asked with the token.</summary>
public sealed class ProviderSignInTests : IAsyncLifetime
{
    private WebApplication provider = null!;
    private ProviderHost host = null!;
    private string challenge = "";
    private string answer = "code=the-code";
    private (string Subject, string Email, bool Verified) user = ("u1", "ada@contoso.example", true);

    private string Provider => provider.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        provider = builder.Build();
        provider.MapGet("/authorize", (HttpRequest request) =>
        {
            challenge = request.Query["code_challenge"].ToString();
            return Results.Redirect($"{request.Query["redirect_uri"]}?{answer}&state={Uri.EscapeDataString(request.Query["state"].ToString())}");
        });
        provider.MapPost("/token", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            var hash = System.Buffers.Text.Base64Url.EncodeToString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
            return form["code"] == "the-code" && hash == challenge ? Results.Json(new { access_token = "the-token", token_type = "Bearer" }) : Results.BadRequest(new { error = "invalid_grant" });
        });
        provider.MapGet("/userinfo", (HttpRequest request) =>
            request.Headers.Authorization == "Bearer the-token" ? Results.Json(new { sub = user.Subject, email = user.Email, email_verified = user.Verified }) : Results.Unauthorized());
        await provider.StartAsync();
        host = new ProviderHost(Provider);
        await host.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await provider.DisposeAsync();
    }

    [Fact]
    public async Task Known_person_comes_in_and_stays_known_when_the_address_changes()
    {
        using var admin = await host.AdministratorAsync();

        (await SignInAsync()).ShouldBe("/dashboard");
        user = ("u1", "ada.married@contoso.example", true);
        (await SignInAsync()).ShouldBe("/dashboard");
        user = ("u2", "ada@contoso.example", false);
        (await SignInAsync()).ShouldBe("/sign-in?returnTo=%2Fdashboard");
        user = ("u3", "stranger@contoso.example", true);
        (await SignInAsync()).ShouldBe("/sign-in?returnTo=%2Fdashboard");
    }

    [Fact]
    public async Task Sign_in_that_was_cancelled_still_leads_where_the_person_wanted_to_go()
    {
        using var admin = await host.AdministratorAsync();
        answer = "error=access_denied";

        (await SignInAsync()).ShouldBe("/sign-in?returnTo=%2Fdashboard");
        answer = "code=wrong";
        (await SignInAsync()).ShouldBe("/sign-in?returnTo=%2Fdashboard");
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/\t/evil.example")]
    public async Task Nobody_is_led_elsewhere_by_a_refused_sign_in(string returnTo)
    {
        using var admin = await host.AdministratorAsync();
        user = ("u4", "stranger@contoso.example", true);

        (await SignInAsync(returnTo)).ShouldBe("/sign-in");
    }

    [Fact]
    public async Task Answer_that_nobody_asked_for_opens_nothing()
    {
        using var admin = await host.AdministratorAsync();
        using var browser = host.Browser();

        using var forged = await browser.GetAsync("/sign-in/back?code=the-code&state=forged");

        forged.Headers.Location!.ToString().ShouldBe("/sign-in");
        (await browser.GetAsync("/tickets")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    /// <summary>Where a browser ends up.</summary>
    private async Task<string> SignInAsync(string returnTo = "/dashboard")
    {
        using var browser = host.Browser();
        using var leave = await HelpdeskHost.PostAsync(browser, "/sign-in?returnTo=/dashboard", "/sign-in/provider", ("returnTo", returnTo));
        using var at = await browser.GetAsync(leave.Headers.Location);
        using var back = await browser.GetAsync(at.Headers.Location);
        var end = back.Headers.Location!.ToString();
        (await browser.GetAsync("/tickets")).StatusCode.ShouldBe(end.StartsWith("/sign-in", StringComparison.Ordinal) ? HttpStatusCode.Redirect : HttpStatusCode.OK);
        return end;
    }
}
