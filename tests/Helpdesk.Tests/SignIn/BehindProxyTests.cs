using HelpdeskMail.Helpdesk.Tests.Hosting;

namespace HelpdeskMail.Helpdesk.Tests.SignIn;

/// <summary>A proxy on the same machine, which is believed, says how a request came to it.</summary>
public sealed class BehindProxyTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Pages_that_came_by_TLS_are_to_be_asked_for_by_TLS_alone()
    {
        using var plain = host.Browser();
        using var proxied = Proxied();

        foreach (var page in new[] { "/sign-in", "/site.css", "/no-such-page", "/api/v1/tickets", "/tickets" })
        {
            using var secure = await proxied.GetAsync(page);
            using var open = await plain.GetAsync(page);

            secure.Headers.GetValues("Strict-Transport-Security").Single().ShouldBe("max-age=31536000", page);
            open.Headers.Contains("Strict-Transport-Security").ShouldBeFalse(page);
        }
    }

    [Fact]
    public async Task Cookies_that_are_set_by_TLS_go_by_TLS_alone()
    {
        using var admin = await host.AdministratorAsync();
        using var proxied = Proxied();
        using var page = await proxied.GetAsync("/sign-in");
        var token = HelpdeskHost.TokenIn(await page.Content.ReadAsStringAsync());
        proxied.DefaultRequestHeaders.Add("Cookie", page.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));

        using var form = new FormUrlEncodedContent([new("email", "ada@contoso.example"), new("password", HelpdeskHost.Password), new("__RequestVerificationToken", token)]);
        using var answer = await proxied.PostAsync("/sign-in", form);

        answer.Headers.Location!.ToString().ShouldBe("/");
        var cookies = page.Headers.GetValues("Set-Cookie").Concat(answer.Headers.GetValues("Set-Cookie")).ToList();
        cookies.Count.ShouldBe(3, "the form's, the session's, the known browser's");
        cookies.ShouldAllBe(cookie => cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase) && cookie.Contains("; httponly", StringComparison.OrdinalIgnoreCase));
    }

    private HttpClient Proxied()
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = host.ClientOptions.BaseAddress };
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");
        return client;
    }
}
