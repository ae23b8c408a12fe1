using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.SignIn.Tokens;
using HelpdeskMail.Sandbox.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Sandbox.Tests.Grants;

/// <summary>Clients of the version 1.0 endpoints, which name a resource and no scopes, and what both versions have in common.</summary>
public sealed class Version1Tests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    private const string Callback = "http://localhost:5081/oauth/callback";
    private static readonly (string Name, string? Value)[] Client = [("client_id", WellKnownIds.Main), ("client_secret", WellKnown.Secret)];

    [Theory]
    [InlineData("https://graph.microsoft.com", "https://graph.microsoft.com", "Mail.ReadWrite")]
    [InlineData("https://outlook.office365.com/", "https://outlook.office365.com", "IMAP.AccessAsApp")]
    [InlineData("00000002-0000-0ff1-ce00-000000000000", "https://outlook.office365.com", "IMAP.AccessAsApp")]
    public async Task An_application_gets_a_token_for_a_resource(string resource, string audience, string role)
    {
        var (_, body) = await sandbox.FormAsync("/contoso.example/oauth2/token", [("grant_type", "client_credentials"), ("resource", resource), .. Client]);
        ((string?)body["resource"]).ShouldBe(audience);
        int.Parse((string)body["expires_in"]!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(3600, 5400);
        var claims = await ClaimsAsync(body, "access_token");
        ((string)body["expires_on"]!).ShouldBe($"{claims["exp"]}");
        claims["roles"]!.AsArray().Select(one => (string)one!).ShouldContain(role);
        body.ContainsKey("refresh_token").ShouldBeFalse();
    }

    [Fact]
    public async Task A_person_signs_in_for_a_resource_and_the_refresh_token_serves_another()
    {
        using var browser = new Browser(sandbox.Address);
        var sent = await browser.AuthorizeAsync(
            new Uri(sandbox.Address, $"/{WellKnown.Tenant}/oauth2/authorize?client_id={WellKnownIds.Main}&response_type=code&redirect_uri={Uri.EscapeDataString(Callback)}&resource={Uri.EscapeDataString("https://outlook.office365.com")}&nonce=n"),
            "support@contoso.example");
        var (_, first) = await sandbox.FormAsync("/contoso.example/oauth2/token", [("grant_type", "authorization_code"), ("code", sent["code"]), ("redirect_uri", Callback), .. Client]);
        ((string)first["scope"]!).ShouldContain("IMAP.AccessAsUser.All");
        var id = await ClaimsAsync(first, "id_token");
        ((string?)id["iss"]).ShouldBe($"https://sts.windows.net/{WellKnown.Tenant}/");
        ((string?)id["upn"]).ShouldBe("support@contoso.example");
        ((string?)id["nonce"]).ShouldBe("n");
        var (_, second) = await sandbox.FormAsync("/contoso.example/oauth2/token", [("grant_type", "refresh_token"), ("refresh_token", (string)first["refresh_token"]!), .. Client]);
        ((string?)(await ClaimsAsync(second, "access_token"))["aud"]).ShouldBe("https://outlook.office365.com");
    }

    [Theory]
    [InlineData("contoso.example")]
    [InlineData("common")]
    public async Task Its_metadata_names_its_endpoints_and_the_issuer_of_access_tokens(string tenant)
    {
        var metadata = await sandbox.Http.GetFromJsonAsync<JsonObject>($"/{tenant}/.well-known/openid-configuration");
        ((string?)metadata!["issuer"]).ShouldBe($"https://sts.windows.net/{(tenant == "common" ? "{tenantid}" : WellKnown.Tenant)}/");
        ((string)metadata["token_endpoint"]!).ShouldEndWith($"/{tenant}/oauth2/token");
        (await sandbox.Http.GetFromJsonAsync<JsonObject>(new Uri((string)metadata["jwks_uri"]!).PathAndQuery))!["keys"]!.AsArray().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("/contoso.example/oauth2/token")]
    [InlineData("/contoso.example/oauth2/v2.0/token")]
    public async Task A_GET_of_the_token_endpoint_is_told_to_POST(string path) =>
        (await (await sandbox.Http.GetAsync(path)).Content.ReadAsStringAsync()).ShouldContain("AADSTS900561: The endpoint only accepts POST requests. Received a GET request.");

    [Fact]
    public async Task The_answer_goes_into_the_fragment_where_that_is_asked_for()
    {
        var answer = await sandbox.Http.GetAsync(
            $"/contoso.example/oauth2/v2.0/authorize?client_id={WellKnownIds.Main}&response_type=code&redirect_uri={Uri.EscapeDataString(Callback)}&scope=openid&response_mode=fragment&state=a%20b&prompt=none");
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.Query.ShouldBe("");
        answer.Headers.Location.Fragment.ShouldStartWith("#error=login_required&");
        answer.Headers.Location.Fragment.ShouldEndWith("&state=a%20b");
    }

    private async Task<JsonObject> ClaimsAsync(JsonObject body, string token) =>
        (await sandbox.Services.GetRequiredService<SignedTokens>().ReadAsync((string)body[token]!, CancellationToken.None)).ShouldNotBeNull();
}
