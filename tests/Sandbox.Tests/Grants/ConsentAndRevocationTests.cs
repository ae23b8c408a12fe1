using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.Faults;
using HelpdeskMail.Sandbox.Tests.Graph;
using HelpdeskMail.Sandbox.Tests.Hosting;

namespace HelpdeskMail.Sandbox.Tests.Grants;

public sealed class ConsentAndRevocationTests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    private const string Callback = "http://localhost:5081/oauth/callback";
    private const string Graph = "https://graph.microsoft.com/Mail.ReadWrite";

    [Fact]
    public async Task Where_only_admins_consent_a_person_is_stopped_on_the_providers_page_and_the_admin_link_helps()
    {
        var client = await sandbox.RegisterAsync(new { name = "Needs an admin", requestedRoles = new[] { "IMAP.AccessAsApp", "Mail.ReadWrite" } });
        (await sandbox.Http.PostAsJsonAsync($"/api/applications/{client}/secrets", new { value = "s" })).EnsureSuccessStatusCode();
        (await sandbox.Http.PatchAsJsonAsync("/api/tenant", new { userConsent = false })).EnsureSuccessStatusCode();
        try
        {
            using var person = new Browser(sandbox.Address);
            var stopped = await person.SubmitAsync(Authorize(client), ("step", "sign-in"), ("account", "sales@contoso.example"), ("password", WellKnown.Password));
            ((int)stopped.StatusCode).ShouldBe(400);
            (await stopped.Content.ReadAsStringAsync()).ShouldContain("AADSTS90094");
            (await RolesAsync(client)).ShouldBeEmpty();

            using var admin = new Browser(sandbox.Address);
            var link = new Uri(sandbox.Address, $"/contoso.example/adminconsent?client_id={client}&redirect_uri={Uri.EscapeDataString(Callback)}&state=s1");
            await admin.SubmitAsync(link, ("step", "sign-in"), ("account", "admin@contoso.example"), ("password", WellKnown.Password));
            var sent = Browser.Sent(await admin.SubmitAsync(link, ("step", "accept")));
            sent["admin_consent"].ShouldBe("True");
            sent["tenant"].ShouldBe($"{WellKnown.Tenant}");
            sent.ShouldNotContainKey("scope");
            (await RolesAsync(client)).ShouldBe(["IMAP.AccessAsApp"]);

            var code = Browser.Sent(await person.SubmitAsync(Authorize(client), ("step", "sign-in"), ("account", "sales@contoso.example"), ("password", WellKnown.Password)));
            code.ShouldContainKey("code");
            (await sandbox.Http.DeleteAsync($"/api/applications/{client}/consents")).EnsureSuccessStatusCode();
            (await RolesAsync(client)).ShouldBeEmpty();
        }
        finally
        {
            (await sandbox.Http.PatchAsJsonAsync("/api/tenant", new { userConsent = true })).EnsureSuccessStatusCode();
        }
    }

    [Fact]
    public async Task A_refresh_token_lives_as_long_as_asked_and_a_code_too()
    {
        await sandbox.ArmAsync(new { kind = "token-lifetime", token = "refresh", seconds = 1, clientId = WellKnownIds.Public, times = 1 });
        var (_, tokens) = await PasswordAsync("support@contoso.example");
        await Fixtures.Eventually.HoldsAsync("the refresh token ends", async () => (await RefreshAsync((string)tokens["refresh_token"]!)).Body.EntraCode() == 700082);
    }

    [Fact]
    public async Task A_changed_password_ends_what_a_public_client_got_by_the_old_one()
    {
        var (_, tokens) = await PasswordAsync("sales@contoso.example");
        (await RefreshAsync((string)tokens["refresh_token"]!)).Answer.IsSuccessStatusCode.ShouldBeTrue();
        (await sandbox.Http.PatchAsJsonAsync("/api/accounts/sales@contoso.example", new { password = WellKnown.Password })).EnsureSuccessStatusCode();
        (await RefreshAsync((string)tokens["refresh_token"]!)).Body.EntraCode().ShouldBe(50173);
    }

    [Fact]
    public async Task Revoked_sessions_challenge_a_client_that_can_take_it_and_leave_the_others_alone()
    {
        const string capable = """{"access_token":{"xms_cc":{"values":["cp1"]}}}""";
        var (_, plain) = await PasswordAsync("admin@contoso.example");
        var (_, challengeable) = await PasswordAsync("admin@contoso.example", capable);
        (await sandbox.AskAsync(HttpMethod.Get, "me/mailFolders", (string)challengeable["access_token"]!)).Answer.IsSuccessStatusCode.ShouldBeTrue();
        (await sandbox.Http.PostAsync("/api/accounts/admin@contoso.example/revoke", null)).EnsureSuccessStatusCode();
        (await sandbox.AskAsync(HttpMethod.Get, "me/mailFolders", (string)plain["access_token"]!)).Answer.IsSuccessStatusCode.ShouldBeTrue();
        var (challenged, _) = await sandbox.AskAsync(HttpMethod.Get, "me/mailFolders", (string)challengeable["access_token"]!);
        ((int)challenged.StatusCode).ShouldBe(401);
        challenged.Headers.WwwAuthenticate.ToString().ShouldContain("insufficient_claims");
        (await RefreshAsync((string)plain["refresh_token"]!)).Body.EntraCode().ShouldBe(50173);
    }

    [Theory]
    [InlineData(90094, null)]
    [InlineData(65004, "access_denied")]
    [InlineData(53003, "invalid_grant")]
    public async Task An_error_armed_for_the_authorize_endpoint_is_shown_or_returned_as_its_kind_is(int code, string? returned)
    {
        var client = await sandbox.RegisterAsync(new { name = $"Authorize {code}" });
        await sandbox.ArmAsync(new { kind = "refuse-sign-in", code, clientId = client, endpoint = "authorize", times = 1 });
        using var browser = new Browser(sandbox.Address);
        var answer = await browser.SubmitAsync(Authorize(client), ("step", "sign-in"), ("account", "sales@contoso.example"), ("password", WellKnown.Password));
        if (returned is null)
        {
            (await answer.Content.ReadAsStringAsync()).ShouldContain($"AADSTS{code}");
        }
        else
        {
            var sent = Browser.Sent(answer);
            sent["error"].ShouldBe(returned);
            sent["error_description"].ShouldStartWith($"AADSTS{code}: ");
        }
    }

    [Fact]
    public async Task Every_AADSTS_code_of_the_catalogue_strikes_at_the_authorize_endpoint_too()
    {
        var client = await sandbox.RegisterAsync(new { name = "Every code" });
        using var browser = new Browser(sandbox.Address);
        await browser.AuthorizeAsync(Authorize(client), "sales@contoso.example");
        foreach (var entry in FaultCatalogue.All.Where(entry => entry.Fault is RefuseSignInFault))
        {
            await sandbox.ArmAsync(new { catalogue = entry.Id, clientId = client, endpoint = "authorize", times = 1 });
            var answer = await browser.OpenAsync(Authorize(client));
            var words = answer.Headers.Location is null ? await answer.Content.ReadAsStringAsync() : Browser.Sent(answer)["error_description"];
            words.ShouldContain($"{entry.Code}: ", customMessage: entry.Id);
            var ownPage = entry.Where.EndsWith("own page", StringComparison.Ordinal);
            answer.StatusCode.ShouldBe(ownPage ? System.Net.HttpStatusCode.BadRequest : System.Net.HttpStatusCode.Redirect, entry.Id);
        }

        Browser.Sent(await browser.OpenAsync(Authorize(client))).ShouldContainKey("code");
    }

    [Fact]
    public async Task Access_tokens_and_codes_live_as_briefly_as_the_catalogue_says()
    {
        await sandbox.ArmAsync(new { catalogue = "access-token-30-s", clientId = WellKnownIds.Public, times = 1 });
        ((int)(await PasswordAsync("support@contoso.example")).Body["expires_in"]!).ShouldBe(30);
        var client = await sandbox.RegisterAsync(new { name = "Brief code", publicClient = true });
        using var browser = new Browser(sandbox.Address);
        await browser.AuthorizeAsync(Authorize(client), "sales@contoso.example");
        await sandbox.ArmAsync(new { catalogue = "code-1-s", clientId = client, times = 1 });
        var expiring = Browser.Sent(await browser.OpenAsync(Authorize(client)))["code"];
        var ends = TimeProvider.System.GetUtcNow().AddSeconds(2);
        await Fixtures.Eventually.HoldsAsync("two seconds pass", () => Task.FromResult(TimeProvider.System.GetUtcNow() > ends));
        var (_, refused) = await sandbox.TokenAsync(("grant_type", "authorization_code"), ("client_id", client), ("code", expiring), ("redirect_uri", Callback), ("scope", Graph));
        refused.EntraCode().ShouldBe(70008);
    }

    private Uri Authorize(string client) =>
        new(sandbox.Address, $"/contoso.example/oauth2/v2.0/authorize?client_id={client}&response_type=code&redirect_uri={Uri.EscapeDataString(Callback)}&scope={Uri.EscapeDataString(Graph)}&state=s1");

    private async Task<List<string>> RolesAsync(string client)
    {
        var (_, body) = await sandbox.TokenAsync(("grant_type", "client_credentials"), ("client_id", client), ("client_secret", "s"), ("scope", "https://outlook.office365.com/.default"));
        var claims = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(((string)body["access_token"]!).Split('.')[1]))!;
        return [.. (claims["roles"]?.AsArray() ?? []).Select(role => (string)role!)];
    }

    private Task<(HttpResponseMessage Answer, JsonObject Body)> PasswordAsync(string user, string? claims = null) => sandbox.TokenAsync(
        ("grant_type", "password"), ("client_id", WellKnownIds.Public), ("username", user), ("password", WellKnown.Password), ("scope", $"offline_access {Graph}"), ("claims", claims));

    private Task<(HttpResponseMessage Answer, JsonObject Body)> RefreshAsync(string token) =>
        sandbox.TokenAsync(("grant_type", "refresh_token"), ("client_id", WellKnownIds.Public), ("refresh_token", token), ("scope", Graph));
}
