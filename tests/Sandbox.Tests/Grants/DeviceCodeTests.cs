using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.Tests.Hosting;

namespace HelpdeskMail.Sandbox.Tests.Grants;

public sealed class DeviceCodeTests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    private const string Grant = "urn:ietf:params:oauth:grant-type:device_code";
    private const string Scope = "openid offline_access https://outlook.office.com/IMAP.AccessAsUser.All";

    [Fact]
    public async Task A_device_waits_until_its_person_agrees_on_another_page()
    {
        var begun = await BeginAsync();
        ((string?)begun["verification_uri"]).ShouldEndWith("/devicelogin");
        ((int)begun["interval"]!).ShouldBe(5);
        ((string)begun["message"]!).ShouldContain((string)begun["user_code"]!);
        var (pending, refused) = await PollAsync(begun);
        ((int)pending.StatusCode).ShouldBe(400);
        ((string?)refused["error"]).ShouldBe("authorization_pending");
        refused.EntraCode().ShouldBe(70016);

        using var browser = new Browser(sandbox.Address);
        var page = await PersonAsync(browser, begun, "accept");
        page.ShouldContain("You may now close this window");
        var (_, tokens) = await PollAsync(begun);
        ((string?)tokens["refresh_token"]).ShouldNotBeNullOrEmpty();
        ((string?)tokens["id_token"]).ShouldNotBeNullOrEmpty();
        (await PollAsync(begun)).Body.EntraCode().ShouldBe(54005);
        (await (await browser.SubmitAsync(Page(begun), ("step", "accept"))).Content.ReadAsStringAsync()).ShouldContain("Check the code and try again");
    }

    [Fact]
    public async Task A_declined_an_expired_and_an_unknown_code_are_told_apart()
    {
        var declined = await BeginAsync();
        using var browser = new Browser(sandbox.Address);
        await PersonAsync(browser, declined, "decline");
        ((string?)(await PollAsync(declined)).Body["error"]).ShouldBe("authorization_declined");

        await sandbox.ArmAsync(new { kind = "token-lifetime", token = "device-code", seconds = 1, times = 1 });
        var expiring = await BeginAsync();
        ((int)expiring["expires_in"]!).ShouldBe(1);
        await Fixtures.Eventually.HoldsAsync("the code expires", async () => (string?)(await PollAsync(expiring)).Body["error"] == "expired_token");
        var (_, unknown) = await sandbox.TokenAsync(("grant_type", Grant), ("client_id", WellKnownIds.Public), ("device_code", "nonsense"));
        ((string?)unknown["error"]).ShouldBe("bad_verification_code");
    }

    [Fact]
    public async Task A_confidential_client_may_not_without_its_secret()
    {
        var (_, begun) = await sandbox.FormAsync("/contoso.example/oauth2/v2.0/devicecode", ("client_id", WellKnownIds.Main), ("scope", Scope));
        (await sandbox.TokenAsync(("grant_type", Grant), ("client_id", WellKnownIds.Main), ("device_code", (string)begun["device_code"]!))).Body.EntraCode().ShouldBe(7000218);
        (await sandbox.FormAsync("/contoso.example/oauth2/v2.0/devicecode", ("client_id", "nobody"), ("scope", Scope))).Body.EntraCode().ShouldBe(700016);
        (await sandbox.FormAsync("/nowhere.example/oauth2/v2.0/devicecode", ("client_id", WellKnownIds.Public), ("scope", Scope))).Body.EntraCode().ShouldBe(90002);
    }

    private async Task<JsonObject> BeginAsync()
    {
        var (answer, body) = await sandbox.FormAsync("/contoso.example/oauth2/v2.0/devicecode", ("client_id", WellKnownIds.Public), ("scope", Scope));
        answer.IsSuccessStatusCode.ShouldBeTrue(body.ToString());
        return body;
    }

    private Task<(HttpResponseMessage Answer, JsonObject Body)> PollAsync(JsonObject begun) =>
        sandbox.TokenAsync(("grant_type", Grant), ("client_id", WellKnownIds.Public), ("device_code", (string)begun["device_code"]!));

    private Uri Page(JsonObject begun) => new(sandbox.Address, $"/devicelogin?otc={((string)begun["user_code"]!).ToLowerInvariant()}");

    private async Task<string> PersonAsync(Browser browser, JsonObject begun, string decision)
    {
        (await (await browser.OpenAsync(new Uri(sandbox.Address, "/devicelogin"))).Content.ReadAsStringAsync()).ShouldContain("Enter code");
        (await browser.SubmitAsync(new Uri(sandbox.Address, "/devicelogin"), ("step", "code"), ("otc", (string)begun["user_code"]!))).Headers.Location!.ToString().ShouldContain("otc=");
        var signedIn = await browser.SubmitAsync(Page(begun), ("step", "sign-in"), ("account", "sales@contoso.example"), ("password", WellKnown.Password));
        (await signedIn.Content.ReadAsStringAsync()).ShouldContain("another device");
        return await (await browser.SubmitAsync(Page(begun), ("step", decision))).Content.ReadAsStringAsync();
    }
}
