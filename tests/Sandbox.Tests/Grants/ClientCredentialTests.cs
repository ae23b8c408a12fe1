using System.Buffers.Text;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.Tests.Hosting;
using Microsoft.Identity.Client;

namespace HelpdeskMail.Sandbox.Tests.Grants;

public sealed class ClientCredentialTests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    private const string Scope = "https://outlook.office365.com/.default";
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    [Fact]
    public async Task Secrets_overlap_expire_and_can_be_taken_away()
    {
        var client = await sandbox.RegisterAsync(new { name = "Secrets", roles = new[] { "IMAP.AccessAsApp" } });
        await AddSecretAsync(client, "old-value", 3600);
        await AddSecretAsync(client, "new-value", 86400);
        await AddSecretAsync(client, "gone-value", -60);
        (await BySecretAsync(client, "old-value")).Answer.IsSuccessStatusCode.ShouldBeTrue();
        (await BySecretAsync(client, "new-value")).Answer.IsSuccessStatusCode.ShouldBeTrue();
        (await BySecretAsync(client, "gone-value")).Body.EntraCode().ShouldBe(7000222);
        var secrets = (await sandbox.Http.GetFromJsonAsync<List<JsonObject>>($"/api/applications/{client}/secrets"))!;
        var old = secrets.Single(secret => (string?)secret["value"] == "old-value");
        (await BySecretAsync(client, (string)old["id"]!)).Body.EntraCode().ShouldBe(7000215);
        (await sandbox.Http.DeleteAsync($"/api/applications/{client}/secrets/{old["id"]}")).EnsureSuccessStatusCode();
        (await BySecretAsync(client, "old-value")).Body.EntraCode().ShouldBe(7000215);
        (await sandbox.Http.PatchAsJsonAsync($"/api/applications/{client}", new { disabled = true })).EnsureSuccessStatusCode();
        (await BySecretAsync(client, "new-value")).Body.EntraCode().ShouldBe(7000112);
    }

    [Theory]
    [InlineData("RS256", "x5t")]
    [InlineData("PS256", "x5t#S256")]
    public async Task An_assertion_proves_the_application(string algorithm, string header)
    {
        var (client, certificate) = await WithCertificateAsync(TimeProvider.System.GetUtcNow().AddDays(30));
        var (answer, body) = await ByAssertionAsync(client, Assertion(certificate, client, algorithm: algorithm, header: header));
        answer.IsSuccessStatusCode.ShouldBeTrue(body.ToString());
        certificate.Dispose();
    }

    [Fact]
    public async Task MSAL_signs_in_with_a_certificate()
    {
        var (client, certificate) = await WithCertificateAsync(TimeProvider.System.GetUtcNow().AddDays(30));
        using var http = new LoopbackHttp();
        var msal = ConfidentialClientApplicationBuilder.Create(client)
            .WithAuthority($"https://{sandbox.Address.Authority}/{WellKnown.Tenant}", validateAuthority: false)
            .WithInstanceDiscovery(false).WithHttpClientFactory(http).WithCertificate(certificate).Build();
        (await msal.AcquireTokenForClient([Scope]).ExecuteAsync()).AccessToken.ShouldNotBeNullOrEmpty();
        certificate.Dispose();
    }

    [Fact]
    public async Task An_assertion_that_does_not_hold_is_refused_by_its_reason()
    {
        var (client, certificate) = await WithCertificateAsync(TimeProvider.System.GetUtcNow().AddDays(30));
        var (_, other) = await WithCertificateAsync(TimeProvider.System.GetUtcNow().AddDays(30));
        var (late, expired) = await WithCertificateAsync(TimeProvider.System.GetUtcNow().AddDays(-1));
        var now = TimeProvider.System.GetUtcNow();
        (string Assertion, int Code, string Words)[] cases =
        [
            (Assertion(other, client), 700027, "The key was not found."),
            (Assertion(certificate, client, key: other), 700027, "failed signature validation"),
            (Assertion(certificate, client, audience: "https://login.microsoftonline.com/common/oauth2/v2.0/token"), 700023, "audience"),
            (Assertion(certificate, client, issuer: WellKnownIds.Main), 700021, "client_id"),
            (Assertion(certificate, client, from: now.AddHours(-2), until: now.AddHours(-1)), 700024, "valid time range"),
            (Assertion(certificate, client, from: now.AddHours(1), until: now.AddHours(2)), 700024, "valid time range"),
            (Assertion(certificate, client, id: ""), 50027, "malformed"),
            ("no.assertion", 50027, "malformed"),
            ("a.b.c", 50027, "malformed"),
        ];
        foreach (var (assertion, code, words) in cases)
        {
            var (answer, body) = await ByAssertionAsync(client, assertion);
            ((int)answer.StatusCode).ShouldBe(401);
            ((string?)body["error"]).ShouldBe("invalid_client");
            body.EntraCode().ShouldBe(code, words);
            ((string)body["error_description"]!).ShouldContain(words);
        }

        ((string)(await ByAssertionAsync(late, Assertion(expired, late))).Body["error_description"]!).ShouldContain("The key used is expired.");
        var listed = (await sandbox.Http.GetFromJsonAsync<List<JsonObject>>($"/api/applications/{client}/certificates"))!.ShouldHaveSingleItem();
        ((string?)listed["thumbprint"]).ShouldBe(certificate.Thumbprint);
        (await sandbox.Http.DeleteAsync($"/api/applications/{client}/certificates/{listed["id"]}")).EnsureSuccessStatusCode();
        (await ByAssertionAsync(client, Assertion(certificate, client))).Body.EntraCode().ShouldBe(700027);
        certificate.Dispose();
        other.Dispose();
        expired.Dispose();
    }

    [Fact]
    public async Task A_certificate_that_is_none_is_explained()
    {
        var client = await sandbox.RegisterAsync(new { name = "No certificate" });
        using var body = new StringContent("nonsense");
        var answer = await sandbox.Http.PostAsync($"/api/applications/{client}/certificates", body);
        ((int)answer.StatusCode).ShouldBe(400);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("certificate_unreadable");
    }

    private async Task AddSecretAsync(string client, string value, int expiresIn) =>
        (await sandbox.Http.PostAsJsonAsync($"/api/applications/{client}/secrets", new { value, expiresIn })).EnsureSuccessStatusCode();

    private Task<(HttpResponseMessage Answer, JsonObject Body)> BySecretAsync(string client, string secret) =>
        sandbox.TokenAsync(("grant_type", "client_credentials"), ("client_id", client), ("client_secret", secret), ("scope", Scope));

    private Task<(HttpResponseMessage Answer, JsonObject Body)> ByAssertionAsync(string client, string assertion) =>
        sandbox.TokenAsync(("grant_type", "client_credentials"), ("client_id", client), ("client_assertion_type", AssertionType), ("client_assertion", assertion), ("scope", Scope));

    private async Task<(string Client, X509Certificate2 Certificate)> WithCertificateAsync(DateTimeOffset ends)
    {
        using var key = RSA.Create(2048);
        var certificate = new CertificateRequest("CN=helpdesk", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(ends.AddDays(-60), ends);
        var client = await sandbox.RegisterAsync(new { name = "Certificate", roles = new[] { "IMAP.AccessAsApp" } });
        using var pem = new StringContent(certificate.ExportCertificatePem());
        (await sandbox.Http.PostAsync($"/api/applications/{client}/certificates", pem)).EnsureSuccessStatusCode();
        return (client, certificate);
    }

    private string Assertion(
        X509Certificate2 certificate, string client, X509Certificate2? key = null, string algorithm = "PS256", string header = "x5t#S256", string? audience = null, string? issuer = null,
        DateTimeOffset? from = null, DateTimeOffset? until = null, string id = "j1")
    {
        var start = from ?? TimeProvider.System.GetUtcNow();
        var hash = header == "x5t" ? Convert.FromHexString(certificate.Thumbprint) : certificate.GetCertHash(HashAlgorithmName.SHA256);
        var head = new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT", [header] = Base64Url.EncodeToString(hash) };
        var claims = new JsonObject
        {
            ["aud"] = audience ?? new Uri(sandbox.Address, "/contoso.example/oauth2/v2.0/token").ToString(),
            ["iss"] = issuer ?? client,
            ["sub"] = issuer ?? client,
            ["jti"] = id,
            ["nbf"] = $"{start.ToUnixTimeSeconds()}",
            ["exp"] = $"{(until ?? start.AddMinutes(10)).ToUnixTimeSeconds()}",
        };
        var text = $"{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(head))}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        using var rsa = (key ?? certificate).GetRSAPrivateKey()!;
        return $"{text}.{Base64Url.EncodeToString(rsa.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1))}";
    }
}
