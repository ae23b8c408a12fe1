using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.SignIn.Tokens;
using HelpdeskMail.Sandbox.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Sandbox.Tests;

public sealed class TokenEndpointTests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    private const string Callback = "http://localhost:5081/oauth/callback";
    private const string Verifier = "a-verifier-that-is-long-enough-for-the-rule-of-43";
    private const string Imap = "https://outlook.office.com/IMAP.AccessAsUser.All";

    [Theory]
    [InlineData("contoso.example", WellKnownIds.Main, "wrong", "https://graph.microsoft.com/.default", "invalid_client", 7000215, 401)]
    [InlineData("contoso.example", WellKnownIds.Expired, "expired-secret-value", "https://graph.microsoft.com/.default", "invalid_client", 7000222, 401)]
    [InlineData("contoso.example", WellKnownIds.Main, null, "https://graph.microsoft.com/.default", "invalid_client", 7000218, 401)]
    [InlineData("contoso.example", WellKnownIds.Public, "any", "https://graph.microsoft.com/.default", "invalid_client", 700025, 401)]
    [InlineData("nowhere.example", WellKnownIds.Main, WellKnown.Secret, "https://graph.microsoft.com/.default", "invalid_request", 90002, 400)]
    [InlineData("contoso.example", "cccccccc-0000-4000-8000-000000000009", WellKnown.Secret, "https://graph.microsoft.com/.default", "unauthorized_client", 700016, 400)]
    [InlineData("contoso.example", WellKnownIds.Main, WellKnown.Secret, "https://outlook.office.com/IMAP.AccessAsUser.All", "invalid_scope", 1002012, 400)]
    [InlineData("contoso.example", WellKnownIds.Main, WellKnown.Secret, "https://nowhere.example/.default", "invalid_resource", 500011, 400)]
    [InlineData("contoso.example", WellKnownIds.Main, WellKnown.Secret, null, "invalid_request", 900144, 400)]
    [InlineData("common", WellKnownIds.Expired, WellKnown.Secret, "https://graph.microsoft.com/.default", "invalid_request", 50194, 400)]
    [InlineData("common", WellKnownIds.Main, WellKnown.Secret, "https://graph.microsoft.com/.default", "invalid_request", 50059, 400)]
    public async Task Client_credentials_are_refused_in_Entras_shape(string tenant, string clientId, string? secret, string? scope, string error, int code, int status)
    {
        var (answer, body) = await AskAsync(tenant, ("grant_type", "client_credentials"), ("client_id", clientId), ("client_secret", secret), ("scope", scope));
        ((int)answer.StatusCode).ShouldBe(status);
        ((string?)body["error"]).ShouldBe(error);
        body["error_codes"]!.AsArray().Select(one => (int)one!).ShouldBe([code]);
        ((string)body["error_description"]!).ShouldMatch($@"^AADSTS{code}: .+ Trace ID: [0-9a-f-]{{36}} Correlation ID: [0-9a-f-]{{36}} Timestamp: \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\dZ$");
        ((string)body["error_uri"]!).ShouldEndWith($"/error?code={code}");
        body.ContainsKey("trace_id").ShouldBeTrue();
        body.ContainsKey("timestamp").ShouldBeTrue();
    }

    [Theory]
    [InlineData("common", "sales@contoso.example", WellKnown.Password, Imap, "invalid_request", 9001023)]
    [InlineData("organizations", "sales@contoso.example", "wrong", Imap, "invalid_grant", 50126)]
    [InlineData("contoso.example", "nobody@contoso.example", WellKnown.Password, Imap, "invalid_grant", 50034)]
    [InlineData("contoso.example", "mfa@contoso.example", WellKnown.Password, Imap, "invalid_grant", 50076)]
    [InlineData("contoso.example", "sales@contoso.example", WellKnown.Password, Imap + " https://graph.microsoft.com/User.Read", "invalid_request", 28000)]
    [InlineData("contoso.example", "sales@contoso.example", WellKnown.Password, "https://graph.microsoft.com/Mail.ReadWrite.Shared", "invalid_grant", 65001)]
    [InlineData("contoso.example", "sales@contoso.example", WellKnown.Password, Imap + " https://outlook.office.com/.default", "invalid_scope", 70011)]
    public async Task Password_grant_is_refused(string tenant, string user, string password, string scope, string error, int code)
    {
        var (_, body) = await AskAsync(tenant, ("grant_type", "password"), ("client_id", WellKnownIds.Public), ("username", user), ("password", password), ("scope", scope));
        ((string?)body["error"]).ShouldBe(error);
        ((int)body["error_codes"]![0]!).ShouldBe(code);
        body.ContainsKey("claims").ShouldBe(code == 50076);
    }

    [Fact]
    public async Task A_scope_without_a_resource_means_Graph()
    {
        var (_, body) = await AskAsync("contoso.example", ("grant_type", "password"), ("client_id", WellKnownIds.Public),
            ("username", "sales@contoso.example"), ("password", WellKnown.Password), ("scope", "IMAP.AccessAsUser.All"));
        var claims = await ClaimsAsync((string)body["access_token"]!);
        ((string?)claims["aud"]).ShouldBe("https://graph.microsoft.com");
    }

    [Fact]
    public async Task A_code_is_good_once_and_only_with_its_verifier()
    {
        var code = await CodeAsync();
        var (_, mismatch) = await RedeemAsync(code, "another-verifier-that-is-long-enough-for-the-rule");
        ((int)mismatch["error_codes"]![0]!).ShouldBe(501481);
        var (_, missing) = await RedeemAsync(code, null);
        ((int)missing["error_codes"]![0]!).ShouldBe(50148);
        var (answer, tokens) = await RedeemAsync(code, Verifier);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var id = await ClaimsAsync((string)tokens["id_token"]!);
        ((string?)id["nonce"]).ShouldBe("n1");
        ((string?)id["aud"]).ShouldBe(WellKnownIds.Main);
        ((string?)id["iss"]).ShouldBe($"{sandbox.Address.GetLeftPart(UriPartial.Authority)}/{WellKnown.Tenant}/v2.0");
        ((string?)id["preferred_username"]).ShouldBe("support@contoso.example");
        var (_, again) = await RedeemAsync(code, Verifier);
        ((int)again["error_codes"]![0]!).ShouldBe(54005);
    }

    [Fact]
    public async Task Refresh_tokens_rotate_stay_good_survive_a_restart_and_end_when_revoked()
    {
        var (_, first) = await RedeemAsync(await CodeAsync(), Verifier);
        var old = (string)first["refresh_token"]!;
        var (_, second) = await RefreshAsync(old);
        ((string)second["refresh_token"]!).ShouldNotBe(old);
        await sandbox.RestartAsync();
        (await RefreshAsync(old)).Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ClaimsAsync((string)first["access_token"]!)).ContainsKey("scp").ShouldBeTrue();

        await sandbox.Http.PostAsync("/api/accounts/support@contoso.example/revoke", null);
        var (_, refused) = await RefreshAsync(old);
        ((string?)refused["error"]).ShouldBe("invalid_grant");
        ((int)refused["error_codes"]![0]!).ShouldBe(50173);
        var (_, nonsense) = await RefreshAsync("nonsense");
        ((int)nonsense["error_codes"]![0]!).ShouldBe(9002313);
    }

    [Fact]
    public async Task Metadata_and_keys_prove_a_token()
    {
        var metadata = await sandbox.Http.GetFromJsonAsync<JsonObject>("/contoso.example/v2.0/.well-known/openid-configuration");
        ((string?)metadata!["issuer"]).ShouldEndWith($"/{WellKnown.Tenant}/v2.0");
        var keys = await sandbox.Http.GetFromJsonAsync<JsonObject>(new Uri((string)metadata["jwks_uri"]!).PathAndQuery);
        var key = keys!["keys"]![0]!;
        using var rsa = System.Security.Cryptography.RSA.Create(new System.Security.Cryptography.RSAParameters
        {
            Modulus = System.Buffers.Text.Base64Url.DecodeFromChars((string)key["n"]!),
            Exponent = System.Buffers.Text.Base64Url.DecodeFromChars((string)key["e"]!),
        });
        var token = (await sandbox.TokenAsync(new Api.TokenOrder())).Split('.');
        rsa.VerifyData(
            System.Text.Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), System.Buffers.Text.Base64Url.DecodeFromChars(token[2]),
            System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.RSASignaturePadding.Pkcs1).ShouldBeTrue();
        var unknown = await sandbox.Http.GetAsync("/nowhere.example/v2.0/.well-known/openid-configuration");
        unknown.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await unknown.Content.ReadAsStringAsync()).ShouldContain("AADSTS90002");
    }

    [Fact]
    public async Task A_fault_refuses_as_often_as_asked_and_shortens_tokens()
    {
        await sandbox.ArmAsync(new { kind = "refuse-sign-in", code = 90055, times = 1 });
        await sandbox.ArmAsync(new { kind = "token-lifetime", seconds = 7, times = 1 });
        (string, string?)[] form = [("grant_type", "client_credentials"), ("client_id", WellKnownIds.Main), ("client_secret", WellKnown.Secret), ("scope", "https://outlook.office365.com/.default")];
        (await AskAsync("contoso.example", form)).Answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        ((int)(await AskAsync("contoso.example", form)).Body["expires_in"]!).ShouldBe(7);
        ((int)(await AskAsync("contoso.example", form)).Body["expires_in"]!).ShouldBeInRange(3600, 5400);
    }

    private async Task<string> CodeAsync()
    {
        var challenge = System.Buffers.Text.Base64Url.EncodeToString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(Verifier)));
        using var browser = new Browser(sandbox.Address);
        var sent = await browser.AuthorizeAsync(
            new Uri(sandbox.Address, $"/{WellKnown.Tenant}/oauth2/v2.0/authorize?client_id={WellKnownIds.Main}&response_type=code&redirect_uri={Uri.EscapeDataString(Callback)}&nonce=n1"
                + $"&scope={Uri.EscapeDataString($"openid offline_access {Imap}")}&code_challenge={challenge}&code_challenge_method=S256"),
            "support@contoso.example");
        return sent["code"];
    }

    private Task<(HttpResponseMessage Answer, JsonObject Body)> RedeemAsync(string code, string? verifier) =>
        AskAsync("contoso.example", ("grant_type", "authorization_code"), ("client_id", WellKnownIds.Main), ("client_secret", WellKnown.Secret),
            ("code", code), ("redirect_uri", Callback), ("code_verifier", verifier), ("scope", Imap));

    private Task<(HttpResponseMessage Answer, JsonObject Body)> RefreshAsync(string token) =>
        AskAsync("contoso.example", ("grant_type", "refresh_token"), ("client_id", WellKnownIds.Main), ("client_secret", WellKnown.Secret), ("refresh_token", token), ("scope", Imap));

    private async Task<(HttpResponseMessage Answer, JsonObject Body)> AskAsync(string tenant, params (string Name, string? Value)[] form)
    {
        var answer = await sandbox.Http.PostAsync(
            $"/{tenant}/oauth2/v2.0/token",
            new FormUrlEncodedContent(form.Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Name, field.Value!))));
        return (answer, (await answer.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    private async Task<JsonObject> ClaimsAsync(string token) =>
        (await sandbox.Services.GetRequiredService<SignedTokens>().ReadAsync(token, CancellationToken.None)).ShouldNotBeNull();
}
