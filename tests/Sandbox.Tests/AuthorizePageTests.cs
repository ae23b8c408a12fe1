using System.Net;
using HelpdeskMail.Sandbox.Tests.Hosting;
using Microsoft.AspNetCore.WebUtilities;

namespace HelpdeskMail.Sandbox.Tests;

public sealed class AuthorizePageTests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    private const string Callback = "http://localhost:5081/oauth/callback";

    [Theory]
    [InlineData("redirect_uri", "http://localhost:5081/elsewhere", "AADSTS50011")]
    [InlineData("redirect_uri", "https://evil.example/oauth/callback", "AADSTS50011")]
    [InlineData("redirect_uri", "http://localhost:5081@evil.example/oauth/callback", "AADSTS50011")]
    [InlineData("redirect_uri", "http://localhost:5081/oauth/callback?next=x", "AADSTS50011")]
    [InlineData("client_id", "cccccccc-0000-4000-8000-000000000009", "AADSTS700016")]
    [InlineData("client_id", "no-guid", "AADSTS700016")]
    [InlineData("client_id", "", "AADSTS900144")]
    public async Task An_error_that_nobody_may_be_told_stays_on_the_page(string name, string value, string code)
    {
        using var browser = new Browser(sandbox.Address);
        var answer = await browser.OpenAsync(Address((name, value)));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Headers.Location.ShouldBeNull();
        (await answer.Content.ReadAsStringAsync()).ShouldContain(code);
    }

    [Theory]
    [InlineData("no-such-tenant.example", WellKnownIds.Main, "AADSTS90002")]
    [InlineData("common", WellKnownIds.Expired, "AADSTS50194")]
    public async Task A_wrong_tenant_stays_on_the_page(string tenant, string clientId, string code)
    {
        using var browser = new Browser(sandbox.Address);
        var answer = await browser.OpenAsync(Address(tenant, ("client_id", clientId)));
        (await answer.Content.ReadAsStringAsync()).ShouldContain(code);
    }

    [Theory]
    [InlineData("response_type", "id_token", "unsupported_response_type", "AADSTS700054")]
    [InlineData("scope", "https://outlook.office.com/Nonsense", "invalid_client", "AADSTS650053")]
    [InlineData("scope", "https://unknown.example/.default", "invalid_resource", "AADSTS500011")]
    [InlineData("prompt", "none", "login_required", "AADSTS50058")]
    [InlineData("code_challenge", "short", "invalid_request", "AADSTS501491")]
    public async Task Any_other_error_goes_back_with_the_state(string name, string value, string error, string code)
    {
        using var browser = new Browser(sandbox.Address);
        var sent = Browser.Sent(await browser.OpenAsync(Address((name, value))));
        sent["error"].ShouldBe(error);
        sent["error_description"].ShouldStartWith(code + ": ");
        sent["error_description"].ShouldContain("Correlation ID: ");
        sent["state"].ShouldBe("s1 &?");
    }

    [Fact]
    public async Task Declining_tells_the_application()
    {
        using var browser = new Browser(sandbox.Address);
        await browser.SubmitAsync(Address(("client_id", WellKnownIds.Expired)), ("step", "sign-in"), ("account", "sales@contoso.example"), ("password", WellKnown.Password));
        var sent = Browser.Sent(await browser.SubmitAsync(Address(("client_id", WellKnownIds.Expired)), ("step", "decline")));
        sent["error"].ShouldBe("access_denied");
        sent["error_description"].ShouldContain("AADSTS65004");
    }

    [Theory]
    [InlineData("sales@contoso.example", "wrong", "AADSTS50126")]
    [InlineData("nobody@contoso.example", "Passw0rd!", "AADSTS50034")]
    [InlineData("disabled@contoso.example", "Passw0rd!", "AADSTS50057")]
    [InlineData("shared@contoso.example", "", "AADSTS50034")]
    public async Task A_failed_sign_in_stays_on_the_page_with_its_reason(string account, string password, string code)
    {
        using var browser = new Browser(sandbox.Address);
        var answer = await browser.SubmitAsync(Address(), ("step", "sign-in"), ("account", account), ("password", password));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(code);
    }

    [Fact]
    public async Task A_consented_person_comes_back_without_a_page_and_prompt_login_asks_again()
    {
        using var browser = new Browser(sandbox.Address);
        (await browser.AuthorizeAsync(Address(), "support@contoso.example")).ShouldContainKey("code");
        var again = Browser.Sent(await browser.OpenAsync(Address(("prompt", "none"))));
        again["state"].ShouldBe("s1 &?");
        again.ShouldContainKey("code");
        (await browser.OpenAsync(Address(("prompt", "login")))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await browser.OpenAsync(Address(("login_hint", "sales@contoso.example")))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Form_post_carries_the_answer_in_a_form()
    {
        using var browser = new Browser(sandbox.Address);
        await browser.AuthorizeAsync(Address(), "sales@contoso.example");
        var answer = await browser.OpenAsync(Address(("response_mode", "form_post")));
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain($"action=\"{Callback}\"");
        page.ShouldContain("name=\"code\"");
        page.ShouldContain("value=\"s1 &amp;?\"");
    }

    [Fact]
    public async Task Consent_is_needed_and_given_by_an_admin_for_everybody()
    {
        using var admin = new Browser(sandbox.Address);
        var address = new Uri(sandbox.Address, QueryHelpers.AddQueryString($"/{WellKnown.Tenant}/v2.0/adminconsent", new Dictionary<string, string?>
        {
            ["client_id"] = WellKnownIds.Unconsented, ["redirect_uri"] = Callback, ["state"] = "a", ["scope"] = "https://outlook.office.com/.default",
        }));
        (await (await admin.SubmitAsync(address, ("step", "sign-in"), ("account", "sales@contoso.example"), ("password", WellKnown.Password))).Content.ReadAsStringAsync()).ShouldContain("AADSTS90094");
        await admin.SubmitAsync(address, ("step", "sign-in"), ("account", "admin@contoso.example"), ("password", WellKnown.Password));
        var sent = Browser.Sent(await admin.SubmitAsync(address, ("step", "accept")));
        sent["admin_consent"].ShouldBe("True");
        sent["tenant"].ShouldBe(WellKnown.Tenant.ToString());

        using var person = new Browser(sandbox.Address);
        var answer = await person.SubmitAsync(Address(("client_id", WellKnownIds.Unconsented)), ("step", "sign-in"), ("account", "support@contoso.example"), ("password", WellKnown.Password));
        Browser.Sent(answer).ShouldContainKey("code");
    }

    [Fact]
    public async Task A_form_of_another_site_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address()) { Content = new FormUrlEncodedContent([KeyValuePair.Create("step", "accept")]) };
        request.Headers.Add("Origin", "https://evil.example");
        (await sandbox.Http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private Uri Address(params (string Name, string Value)[] changes) => Address(WellKnown.Tenant.ToString(), changes);

    private Uri Address(string tenant, params (string Name, string Value)[] changes)
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = WellKnownIds.Main,
            ["response_type"] = "code",
            ["redirect_uri"] = Callback,
            ["scope"] = "openid offline_access https://outlook.office.com/IMAP.AccessAsUser.All",
            ["state"] = "s1 &?",
        };
        foreach (var (name, value) in changes)
        {
            query[name] = value;
        }

        return new Uri(sandbox.Address, QueryHelpers.AddQueryString($"/{tenant}/oauth2/v2.0/authorize", query));
    }
}
